package io.domainflow.execution.running;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.WorkNodes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

  /** The longest wait between claims that others were in the way of; their work is not lost. */
  private static final Duration LONG_CONTENDED = Duration.ofMillis(500);

  /** How often claims that this node does not know of are looked for when nothing hints at any. */
  private static final Duration SEARCH = Duration.ofMinutes(1);

  /** How often when something does. */
  private static final Duration SEARCH_IN_DOUBT = Duration.ofSeconds(1);

  private final BatchClaims claims;
  private final WorkNodes nodes;
  private final Supplier<String> node;
  private final Duration poll;
  private final Duration patience;
  private final InFlight inFlight;
  private final Workers workers;
  private final Semaphore signals = new Semaphore(0);
  private final Stalls stalls;
  private volatile int capacity;
  private volatile boolean suspects;
  private Set<CampaignId> stalled = Set.of();
  private boolean idle;
  private boolean failed;
  private boolean failing;
  private Duration contention = CONTENDED;
  private long searchedNanos = System.nanoTime() - SEARCH_IN_DOUBT.toNanos();

  /**
   * Everything that the loop works with.
   *
   * @param patience how long a batch may wait for a worker before others may have it
   */
  record Parts(
      BatchClaims claims,
      WorkNodes nodes,
      Supplier<String> node,
      Duration poll,
      Duration patience,
      InFlight inFlight,
      Workers workers,
      Stalls stalls) {}

  WorkLoop(Parts parts, int capacity) {
    this.claims = parts.claims();
    this.nodes = parts.nodes();
    this.node = parts.node();
    this.poll = parts.poll();
    this.patience = parts.patience();
    this.inFlight = parts.inFlight();
    this.workers = parts.workers();
    this.stalls = parts.stalls();
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

  /**
   * Whether batches wait that may be what nodes were lost with: this node claims them one by one,
   * each when it has nothing else.
   */
  void expectSuspects(boolean some) {
    suspects = some;
  }

  @Override
  public void run() {
    ClaimWindow window = new ClaimWindow(System.nanoTime());
    while (!inFlight.isStopped()) {
      try {
        if (failed) {
          failed = false;
          await(PAUSE_AFTER_FAILURE);
        }
        turn(window);
      } catch (InterruptedException interrupted) { // The container stops the thread: so be it.
        Thread.currentThread().interrupt();
        return;
      } catch (Throwable failure) { // The loop outlives whatever the database does, Errors too.
        failed = true;
        inFlight.doubt(); // A claim may have been committed all the same.
        failing = failing || tell(failure);
      }
    }
  }

  private void turn(ClaimWindow window) throws InterruptedException {
    int now = capacity;
    workers.handBack(now == 0 ? Duration.ZERO : patience);
    giveBackWhatIsUnknown();
    long nanos = System.nanoTime();
    workers.substitute(stalls.threads(nanos));
    stalled = stalls.campaigns(nanos);
    boolean alone = suspects && stalled.isEmpty();
    int size = window.size(now, inFlight.ended(), nanos);
    int aside = inFlight.sizeOf(stalled);
    int most = (alone ? 0 : Math.max(size / 2, now - 1)) + aside;
    if (size == 0) {
      await(poll);
    } else if (inFlight.size() > most) {
      inFlight.awaitRoom(most, min(poll, SEARCH_IN_DOUBT));
    } else if (alone) {
      claimSuspect();
    } else if (idle && !isWorkWaiting()) {
      await(poll);
    } else {
      claim(size + aside - inFlight.size());
    }
  }

  private void claim(int most) throws InterruptedException {
    List<Batch> batches = claims.claim(node.get(), most, besides());
    if (failing) {
      LOGGER.info("Work can be claimed again.");
      failing = false;
    }
    workers.handOver(batches);
    idle = batches.isEmpty() && !isWorkWaiting();
    if (idle || !batches.isEmpty()) {
      contention = CONTENDED;
    }
    if (batches.isEmpty()) {
      await(idle ? poll : untilNextClaim());
    }
  }

  private CampaignId[] besides() {
    return stalled.toArray(CampaignId[]::new);
  }

  private void claimSuspect() {
    List<Batch> batches = claims.claimSuspect(node.get());
    suspects = !batches.isEmpty();
    batches.forEach(
        batch ->
            LOGGER.warning(
                () ->
                    "The %s is claimed alone: %d nodes were lost that had it."
                        .formatted(batch, batch.losses())));
    workers.handOver(batches);
  }

  private boolean tell(Throwable failure) {
    try {
      if (!inFlight.isStopped()) {
        LOGGER.log(
            Level.WARNING,
            failure,
            () -> "No work can be claimed: " + BatchRunner.describe(failure));
      }
      return true;
    } catch (Throwable speechless) { // For want of memory: the next failure is told.
      return false;
    }
  }

  /** Only this thread claims: what the database calls ours and is not known here never will be. */
  private void giveBackWhatIsUnknown() {
    Duration pause = inFlight.isDoubtful() ? SEARCH_IN_DOUBT : SEARCH;
    if (System.nanoTime() - searchedNanos < pause.toNanos()) {
      return;
    }
    inFlight.takeDoubt();
    Set<Batch> tried = inFlight.unsettled();
    int batches = 0;
    WorkNodes.GivenBack back;
    do {
      back = nodes.giveBack(node.get(), inFlight.now(), tried);
      batches += back.batches();
    } while (back.batches() > 0);
    if (back.left() > 0) { // Somebody holds their campaign.
      inFlight.doubt();
    } else {
      inFlight.settled(tried);
    }
    claims.retirePlans();
    searchedNanos = System.nanoTime();
    if (batches > 0) {
      int freed = batches;
      LOGGER.info(() -> freed + " batches that this node does not work on were given back.");
    }
  }

  /** Short while others are just claiming what there is, and longer each time. */
  private Duration untilNextClaim() {
    long ceiling = contention.toNanos();
    contention = min(contention.multipliedBy(2), LONG_CONTENDED);
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
  }

  /** A look costs a small part of a claim: an idle node looks often, and claims what it sees. */
  private boolean isWorkWaiting() {
    try {
      return claims.isWorkWaiting(besides());
    } catch (RuntimeException failure) { // The next claim tells.
      LOGGER.log(Level.FINE, failure, () -> "Nobody can be asked whether work is waiting.");
      return true;
    }
  }

  private void await(Duration wait) throws InterruptedException {
    if (signals.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      signals.drainPermits();
      idle = false;
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
