package io.domainflow.execution;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Claims batches for as many workers as are free and hands them over; waits when there is nothing
 * to claim. Runs on one thread until it is stopped; {@link #wake} and {@link #stop} may be called
 * from any thread.
 */
final class WorkLoop implements Runnable {

  private static final Logger LOGGER = Logger.getLogger(WorkLoop.class.getName());

  /** How long to wait after a failed claim: a database that is down is asked once a second. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final WorkSettings settings;
  private final BatchClaims claims;
  private final BatchRunner runner;
  private final Executor workers;
  private final Semaphore free;
  private final Semaphore signals = new Semaphore(0);
  private final Set<Batch> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private volatile boolean failing;

  WorkLoop(WorkSettings settings, BatchClaims claims, BatchRunner runner, Executor workers) {
    this.settings = settings;
    this.claims = claims;
    this.runner = runner;
    this.workers = workers;
    this.free = new Semaphore(settings.workers());
  }

  /** Looks for work at once. */
  void wake() {
    signals.release();
  }

  /** The batches that this node has claimed and not yet brought to an end, at this moment. */
  Set<Batch> inFlight() {
    return Set.copyOf(inFlight);
  }

  /** Claims nothing more; batches under way go on. */
  void stop() {
    stopped = true;
    free.release();
    wake();
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        free.acquire();
        int wanted = 1 + free.drainPermits();
        List<Batch> batches = stopped ? List.of() : claim(wanted);
        free.release(wanted - batches.size());
        batches.forEach(this::handOver);
        if (batches.isEmpty()) {
          await();
        }
      }
    } catch (InterruptedException interrupted) { // The container stops the thread: so be it.
      Thread.currentThread().interrupt();
    }
  }

  private void handOver(Batch batch) {
    inFlight.add(batch);
    try {
      workers.execute(() -> run(batch));
    } catch (RejectedExecutionException stopping) { // Stopped since the claim: its lease runs out.
      inFlight.remove(batch);
    }
  }

  private void run(Batch batch) {
    try {
      runner.run(batch, settings);
    } finally { // However it ended: if that could not be recorded, the lease has to run out.
      inFlight.remove(batch);
      free.release();
    }
  }

  private List<Batch> claim(int wanted) {
    try {
      List<Batch> batches = claims.claim(settings, wanted);
      if (failing) {
        LOGGER.info("Work can be claimed again.");
        failing = false;
      }
      return batches;
    } catch (RuntimeException failure) { // The loop outlives whatever the database does.
      if (!failing && !stopped) {
        LOGGER.log(
            Level.WARNING,
            failure,
            () -> "No work can be claimed: " + BatchRunner.describe(failure));
        failing = true;
      }
      return List.of();
    }
  }

  private void await() throws InterruptedException {
    Duration wait = failing ? PAUSE_AFTER_FAILURE : settings.poll();
    if (signals.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      signals.drainPermits();
    }
  }
}
