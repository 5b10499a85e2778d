package io.domainflow.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what happens at another thread, process or server: looks again every few milliseconds
 * until it is there, and fails with what was awaited when the deadline has passed. A look that
 * throws counts as "not yet"; the last such failure becomes the cause. Thread-safe.
 */
public final class Eventually {

  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Duration deadline;

  private Eventually(Duration deadline) {
    this.deadline = deadline;
  }

  /** Waits at most {@code deadline}. */
  public static Eventually within(Duration deadline) {
    return new Eventually(deadline);
  }

  /**
   * Waits at most 10 seconds until {@code condition} is true.
   *
   * @param what what is awaited, as it is to stand in the failure: {@code "the batch is done"}
   */
  public static void until(String what, Callable<Boolean> condition) {
    within(DEFAULT_DEADLINE).holds(what, condition);
  }

  /** Waits until {@code condition} is true; {@code what} as in {@link #until}. */
  public void holds(String what, Callable<Boolean> condition) {
    isPresent(what, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Waits until {@code look} finds something, and returns it; {@code what} as in {@link #until}.
   */
  public <T> T isPresent(String what, Callable<Optional<T>> look) {
    long start = System.nanoTime();
    @Nullable Throwable lastFailure = null;
    do {
      try {
        Optional<T> found = look.call();
        if (found.isPresent()) {
          return found.get();
        }
        lastFailure = null;
      } catch (Exception | AssertionError notYet) { // whatever it is, the next look decides
        lastFailure = notYet;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("Interrupted while waiting until " + what, lastFailure);
      }
    } while (System.nanoTime() - start < deadline.toNanos());
    throw new AssertionError("Waited " + deadline + " in vain until " + what, lastFailure);
  }
}
