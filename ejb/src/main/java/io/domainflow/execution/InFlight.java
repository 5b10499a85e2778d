package io.domainflow.execution;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The batches that this node has claimed and not yet brought to an end. Thread-safe. */
final class InFlight {

  private final Set<Batch> batches = ConcurrentHashMap.newKeySet();
  private final AtomicLong ended = new AtomicLong();
  private final Semaphore room = new Semaphore(0);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile int lowWater;
  private volatile boolean doubtful;

  void begin(Batch batch) {
    batches.add(batch);
  }

  /** The batch is recorded, given back, or left to whoever takes it back. */
  void end(Batch batch) {
    if (batches.remove(batch)) {
      ended.incrementAndGet();
      if (batches.size() <= lowWater) {
        room.release();
      }
    }
  }

  int size() {
    return batches.size();
  }

  /** How many have come to an end since the start. */
  long ended() {
    return ended.get();
  }

  /** The batches at this moment. */
  Set<Batch> now() {
    return Set.copyOf(batches);
  }

  /** Waits until at most {@code most} are left, but not longer than {@code patience}. */
  void awaitRoom(int most, Duration patience) throws InterruptedException {
    lowWater = most;
    room.drainPermits();
    if (batches.size() > most && room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      room.drainPermits();
    }
  }

  /** From now on nothing is begun, and nobody waits for the database to come back. */
  void stop() {
    stop.countDown();
    room.release();
  }

  boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Waits before something is tried again; returns at once, with false, when the node stops. */
  boolean pause(Duration wait) throws InterruptedException {
    return !stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The database may have more batches as this node's than are known here. */
  void doubt() {
    doubtful = true;
  }

  /** Whether there was a doubt since the last call. */
  boolean takeDoubt() {
    boolean was = doubtful;
    doubtful = false;
    return was;
  }
}
