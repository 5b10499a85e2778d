package io.domainflow.execution.running;

import com.google.common.collect.Lists;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Finished;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The threads that do the work of this node. Batches that take long have a worker each; short ones
 * of one campaign are done and recorded by one worker, a group at a time. Thread-safe.
 */
final class Workers {

  private static final Logger LOGGER = Logger.getLogger(Workers.class.getName());

  private final BatchRunner runner;
  private final BatchRunner.Work work;
  private final InFlight inFlight;
  private final ThreadPoolExecutor threads;
  private final WorkPace pace;
  private int size;
  private int substitutes;

  Workers(
      BatchRunner runner, BatchRunner.Work work, int size, ThreadFactory factory, WorkPace pace) {
    this.runner = runner;
    this.work = work;
    this.pace = pace;
    this.inFlight = work.inFlight();
    this.size = Math.max(1, size);
    threads =
        new ThreadPoolExecutor(
            this.size, this.size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    threads.setThreadFactory(factory);
  }

  /** Has the batches done and recorded, those of a campaign together, and returns at once. */
  void handOver(List<Batch> batches) {
    batches.stream()
        .collect(Collectors.groupingBy(Batch::campaign, LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(ofCampaign -> Lists.partition(ofCampaign, pace.group()).forEach(this::begin));
  }

  /**
   * Gives back what has waited so long for a worker and was not begun: others may have one to
   * spare.
   */
  void handBack(Duration waited) {
    while (threads.getQueue().peek() instanceof Group head
        && System.nanoTime() - head.sinceNanos >= waited.toNanos()) {
      if (threads.remove(head)) { // Else a worker has just taken it.
        head.batches.forEach(inFlight::handBack);
      }
    }
  }

  /**
   * Works on so many batches at the same time from now on; 0 is up to the caller, who hands over
   * none.
   */
  synchronized void resize(int wanted) {
    size = Math.max(1, wanted);
    adapt();
  }

  /** So many workers wait for the database: others work in their place, one for each at most. */
  synchronized void substitute(int waiting) {
    int wanted = Math.min(waiting, size);
    if (wanted != substitutes) {
      substitutes = wanted;
      adapt();
    }
  }

  private void adapt() {
    int most = size + substitutes;
    if (most > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(most);
      threads.setCorePoolSize(most);
    } else {
      threads.setCorePoolSize(most);
      threads.setMaximumPoolSize(most);
    }
  }

  /**
   * Begins no further batch, and waits for those under way.
   *
   * @return whether all have ended; if not, their threads are interrupted
   */
  boolean stop(Duration patience) throws InterruptedException {
    threads.shutdown();
    try {
      return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private void begin(List<Batch> group) {
    try {
      group.forEach(inFlight::begin);
      execute(new Group(group));
    } catch (RejectedExecutionException stopping) { // Stopped since the claim.
      group.forEach(inFlight::end);
    } catch (Throwable failure) { // No memory, or the system grants no further thread.
      group.forEach(inFlight::handBack);
      LOGGER.log(Level.WARNING, failure, () -> "A worker could not begin: its batches go back.");
    }
  }

  private void execute(Group group) {
    try {
      threads.execute(group);
    } catch (OutOfMemoryError noThread) { // The JDK's word for a system that grants no further one.
      if (threads.getPoolSize() == 0 || !threads.getQueue().offer(group)) {
        throw noThread;
      }
    }
  }

  /** Batches that one worker does one after the other. */
  private final class Group implements Runnable {

    private final List<Batch> batches;
    private final long sinceNanos = System.nanoTime();

    Group(List<Batch> batches) {
      this.batches = batches;
    }

    @Override
    public void run() {
      List<Finished> finished = new ArrayList<>(batches.size());
      int begun = 0;
      try {
        long started = System.nanoTime();
        long before = started;
        if (runner.stalls().campaigns(started).contains(batches.get(0).campaign())) {
          batches.forEach(inFlight::handBack); // Others may have what it takes; it would only wait.
          return;
        }
        while (begun < batches.size() && before - started <= WorkPace.GROUP.toNanos()) {
          runner.perform(batches.get(begun++), work).ifPresent(finished::add);
          long now = System.nanoTime();
          pace.took(now - before);
          before = now;
        }
        List<Batch> others = batches.subList(begun, batches.size());
        Lists.partition(others, 1).forEach(Workers.this::begin); // Slower than those before.
      } catch (Throwable failure) { // The runner has seen to the batch that it was at.
        batches.subList(begun, batches.size()).forEach(inFlight::handBack);
        LOGGER.log(Level.WARNING, failure, () -> "A worker could not go on with its batches.");
      } finally {
        runner.record(finished, work);
      }
    }
  }
}
