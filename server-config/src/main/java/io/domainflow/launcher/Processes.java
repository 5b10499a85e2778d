package io.domainflow.launcher;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes. */
final class Processes {

  /** What the system may take to remove a killed process. */
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private Processes() {}

  /**
   * Asks {@code process} to end (SIGTERM), and kills it (SIGKILL) if it has not after {@code
   * patience}.
   *
   * @return whether it ended when asked
   */
  static boolean stop(ProcessHandle process, Duration patience) {
    process.destroy();
    if (awaitEndUninterruptibly(process, patience)) {
      return true;
    }
    process.destroyForcibly();
    awaitEndUninterruptibly(process, AFTER_KILL);
    return false;
  }

  /**
   * Waits until {@code process} has ended; false if it still lives after {@code patience}. An
   * interruption does not shorten the wait, and is there again afterwards.
   */
  static boolean awaitEndUninterruptibly(ProcessHandle process, Duration patience) {
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        try {
          process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (TimeoutException stillAlive) {
          return false;
        } catch (InterruptedException again) {
          interrupted = true;
        } catch (ExecutionException impossible) {
          throw new IllegalStateException("waiting for a process cannot fail", impossible);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
