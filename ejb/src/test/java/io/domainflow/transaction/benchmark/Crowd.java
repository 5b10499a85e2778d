package io.domainflow.transaction.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.LongStream;

/** Runs one operation many times on several threads that begin at once. */
final class Crowd {

  private Crowd() {}

  /** What is run; it tells what it measured, in nanoseconds. */
  @FunctionalInterface
  interface Task {
    long run() throws Exception; // NOPMD: whatever it throws ends the run.
  }

  /**
   * What came of a run.
   *
   * @param nanos from the common start to the last end
   * @param measured what the tasks measured, sorted
   */
  record Run(long nanos, List<Long> measured) {

    private static final double SECOND = 1e9;
    private static final double MILLISECOND = 1e6;
    private static final double MICROSECOND = 1e3;

    Run {
      measured = measured.stream().sorted().toList();
    }

    /** How many tasks were run in a second. */
    double perSecond() {
      return measured.size() * SECOND / nanos;
    }

    /** The mean of what was measured, in microseconds. */
    double meanMicros() {
      return measured.stream().mapToLong(Long::longValue).average().orElseThrow() / MICROSECOND;
    }

    /** What so many percent of the tasks did not exceed, in milliseconds: the nearest rank. */
    double percentile(double percent) {
      int rank = (int) Math.ceil(percent / 100 * measured.size());
      return measured.get(Math.max(rank, 1) - 1) / MILLISECOND;
    }
  }

  /** Runs {@code task} {@code operations} times, the same number on each of the threads. */
  static Run run(ThreadFactory factory, int threads, int operations, Task task) throws Exception {
    int each = Math.max(1, operations / threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads, factory);
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<long[]>> futures = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        futures.add(
            pool.submit(
                () -> {
                  ready.countDown();
                  start.await();
                  return repeat(each, task);
                }));
      }
      ready.await();
      long begin = System.nanoTime();
      start.countDown();
      List<long[]> measured = new ArrayList<>();
      for (Future<long[]> future : futures) {
        measured.add(future.get());
      }
      long nanos = System.nanoTime() - begin;
      return new Run(nanos, measured.stream().flatMapToLong(LongStream::of).boxed().toList());
    } finally {
      pool.shutdownNow();
    }
  }

  private static long[] repeat(int times, Task task) throws Exception {
    long[] measured = new long[times];
    for (int index = 0; index < times; index++) {
      measured[index] = task.run();
    }
    return measured;
  }
}
