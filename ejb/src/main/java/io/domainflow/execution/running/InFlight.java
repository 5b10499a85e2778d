package io.domainflow.execution.running;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
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
  private final Set<Batch> unsettled = ConcurrentHashMap.newKeySet();
  private final AtomicLong ended = new AtomicLong();
  private final Semaphore room = new Semaphore(0);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile int lowWater;
  private volatile boolean doubtful;

  void begin(Batch batch) {
    batches.add(batch);
  }

  /** Nothing is left to be done for the batch here: it was recorded, failed or given up. */
  void end(Batch batch) {
    if (remove(batch)) {
      ended.incrementAndGet();
    }
  }

  /** The batch was tried, and what came of it could not be stored: it is given back as tried. */
  void leave(Batch batch) {
    unsettled.add(batch);
    end(batch);
    doubt();
  }

  /** The batch was not begun: it is given back as if it had never been claimed. */
  void handBack(Batch batch) {
    remove(batch);
    doubt();
  }

  private boolean remove(Batch batch) {
    boolean was = batches.remove(batch);
    if (was && batches.size() <= lowWater) {
      room.release();
    }
    return was;
  }

  int size() {
    return batches.size();
  }

  /** How many of them are batches of {@code campaigns}. */
  int sizeOf(Set<CampaignId> campaigns) {
    return (int) batches.stream().filter(batch -> campaigns.contains(batch.campaign())).count();
  }

  /** How many have come to an end since the start. */
  long ended() {
    return ended.get();
  }

  /** The batches at this moment. */
  Set<Batch> now() {
    return Set.copyOf(batches);
  }

  /** Those that were left, see {@link #leave}, and not {@link #settled} since. */
  Set<Batch> unsettled() {
    return Set.copyOf(unsettled);
  }

  /** These were given back. */
  void settled(Set<Batch> left) {
    unsettled.removeAll(left);
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

  boolean isDoubtful() {
    return doubtful;
  }

  /** From now on only a new doubt counts. */
  void takeDoubt() {
    doubtful = false;
  }
}
