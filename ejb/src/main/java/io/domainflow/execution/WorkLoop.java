package io.domainflow.execution;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Claims batches for the workers of this node and hands them over; waits when there is nothing to
 * claim. Runs on one thread until it is stopped; the other methods may be called from any thread.
 */
final class WorkLoop implements Runnable {

  private static final Logger LOGGER = Logger.getLogger(WorkLoop.class.getName());

  /** How long to wait after a failed claim: a database that is down is asked once a second. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** What a claim of another node takes, about: the first wait after it was in the way. */
  private static final Duration CONTENDED = Duration.ofMillis(2);

  /** Claims that nobody knows of are searched for so often, without any sign of them. */
  private static final Duration SEARCH = Duration.ofMinutes(1);

  private final BatchClaims claims;
  private final WorkNodes nodes;
  private final Supplier<String> node;
  private final Duration poll;
  private final InFlight inFlight;
  private final Workers workers;
  private final Semaphore signals = new Semaphore(0);
  private volatile int capacity;
  private boolean failing;
  private Duration contention = CONTENDED;
  private long searchedNanos = System.nanoTime();

  /** Everything that the loop works with. */
  record Parts(
      BatchClaims claims,
      WorkNodes nodes,
      Supplier<String> node,
      Duration poll,
      InFlight inFlight,
      Workers workers) {}

  WorkLoop(Parts parts, int capacity) {
    this.claims = parts.claims();
    this.nodes = parts.nodes();
    this.node = parts.node();
    this.poll = parts.poll();
    this.inFlight = parts.inFlight();
    this.workers = parts.workers();
    this.capacity = capacity;
  }

  /** Looks for work at once. */
  void wake() {
    signals.release();
  }

  /** Claims for another number of workers from now on; for none if it is 0. */
  void resize(int number) {
    capacity = number;
    wake();
  }

  @Override
  public void run() {
    ClaimWindow window = new ClaimWindow(System.nanoTime());
    try {
      while (!inFlight.isStopped()) {
        int now = capacity;
        int size = window.size(now, inFlight.ended(), System.nanoTime());
        int most = Math.max(size / 2, now - 1);
        if (size == 0) {
          await(poll);
        } else if (inFlight.size() > most) {
          inFlight.awaitRoom(most, poll);
        } else {
          claim(size - inFlight.size());
        }
      }
    } catch (InterruptedException interrupted) { // The container stops the thread: so be it.
      Thread.currentThread().interrupt();
    }
  }

  private void claim(int most) throws InterruptedException {
    List<Batch> batches = tryToClaim(most);
    workers.handOver(batches);
    if (batches.isEmpty()) {
      await(failing ? PAUSE_AFTER_FAILURE : untilNextClaim());
    } else {
      contention = CONTENDED;
    }
  }

  private List<Batch> tryToClaim(int most) {
    try {
      giveBackWhatIsUnknown();
      List<Batch> batches = claims.claim(node.get(), most);
      if (failing) {
        LOGGER.info("Work can be claimed again.");
        failing = false;
      }
      return batches;
    } catch (Throwable failure) { // The loop outlives whatever the database does, Errors too.
      inFlight.doubt(); // It may have been committed all the same.
      if (!failing && !inFlight.isStopped()) {
        LOGGER.log(
            Level.WARNING,
            failure,
            () -> "No work can be claimed: " + BatchRunner.describe(failure));
        failing = true;
      }
      return List.of();
    }
  }

  /** Only this thread claims: what the database calls ours and is not known here never will be. */
  private void giveBackWhatIsUnknown() {
    boolean isDue = System.nanoTime() - searchedNanos > SEARCH.toNanos();
    if (inFlight.takeDoubt() || isDue) {
      int batches = nodes.giveBack(node.get(), inFlight.now());
      claims.retirePlans();
      searchedNanos = System.nanoTime();
      if (batches > 0) {
        LOGGER.info(() -> batches + " batches that this node had claimed unknowingly were freed.");
      }
    }
  }

  /** Short while others are just claiming what there is, and longer each time. */
  private Duration untilNextClaim() {
    if (!isWorkWaiting()) {
      contention = CONTENDED;
      return poll;
    }
    long ceiling = Math.min(contention.toNanos(), poll.toNanos());
    contention = Duration.ofNanos(2 * ceiling);
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
  }

  private boolean isWorkWaiting() {
    try {
      return claims.isWorkWaiting();
    } catch (RuntimeException failure) { // The next claim tells.
      LOGGER.log(Level.FINE, failure, () -> "Nobody can be asked whether work is waiting.");
      return false;
    }
  }

  private void await(Duration wait) throws InterruptedException {
    if (signals.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      signals.drainPermits();
    }
  }
}
