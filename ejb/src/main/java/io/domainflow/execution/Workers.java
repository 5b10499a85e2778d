package io.domainflow.execution;

import com.google.common.collect.Lists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that do the work of this node. Batches that take long have a worker each; short ones
 * are done and recorded by one worker, a group at a time. Thread-safe.
 */
final class Workers {

  private final BatchRunner runner;
  private final WorkSettings settings;
  private final InFlight inFlight;
  private final ThreadPoolExecutor threads;
  private final WorkPace pace = new WorkPace();

  Workers(BatchRunner runner, WorkSettings settings, InFlight inFlight, ThreadFactory factory) {
    this.runner = runner;
    this.settings = settings;
    this.inFlight = inFlight;
    int size = settings.workers();
    threads = new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    threads.setThreadFactory(factory);
  }

  /** Has the batches done and recorded, and returns at once. */
  void handOver(List<Batch> batches) {
    batches.forEach(inFlight::begin);
    Lists.partition(batches, pace.group()).forEach(this::begin);
  }

  /**
   * Works on so many batches at the same time from now on; 0 is up to the caller, who hands over
   * none.
   */
  void resize(int wanted) {
    int size = Math.max(1, wanted);
    if (size > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(size);
      threads.setCorePoolSize(size);
    } else {
      threads.setCorePoolSize(size);
      threads.setMaximumPoolSize(size);
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
      threads.execute(() -> work(group));
    } catch (RejectedExecutionException stopping) { // Stopped since the claim.
      group.forEach(inFlight::end);
    }
  }

  private void work(List<Batch> group) {
    List<Finished> finished = new ArrayList<>(group.size());
    long started = System.nanoTime();
    long before = started;
    for (int index = 0; index < group.size(); index++) {
      if (before - started > WorkPace.GROUP.toNanos()) { // Slower than those before: one by one.
        Lists.partition(group.subList(index, group.size()), 1).forEach(this::begin);
        break;
      }
      runner.perform(group.get(index), settings, inFlight).ifPresent(finished::add);
      long now = System.nanoTime();
      pace.took(now - before);
      before = now;
    }
    runner.record(finished, settings, inFlight);
  }
}
