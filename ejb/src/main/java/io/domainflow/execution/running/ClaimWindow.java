package io.domainflow.execution.running;

import java.time.Duration;

/**
 * How many batches a node holds at the same time: one for each worker, and what the workers finish
 * while the next are claimed. Batches that take long are claimed one by one, so that other nodes
 * get their share; short ones by the hundred, because a claim costs the same for one as for many.
 * Used by one thread.
 */
final class ClaimWindow {

  /**
   * A choice between throughput and the time of a claim. Benchmark {@code execution}, one run each:
   * 42,100 batches a second with 256 and 28,900 with 128; the 99th percentile of claims 9.9 and 6.9
   * ms. With 256 it is 5.4 ms since no foreign key is checked with each batch.
   */
  static final int MOST = 256;

  /** Batches are claimed for so long ahead: many times what a claim takes. */
  private static final Duration AHEAD = Duration.ofMillis(50);

  /** The rate is measured over at least so long, and over some batches. */
  private static final Duration SAMPLE = Duration.ofMillis(20);

  /**
   * Fewer in a short sample tell nothing: one that has just ended would look like fifty a second.
   */
  private static final int SAMPLED = 8;

  /** After so long it is measured over however few there were. */
  private static final Duration LONG_SAMPLE = Duration.ofMillis(500);

  private double perNano;
  private long sampledNanos;
  private long sampledFinished;

  ClaimWindow(long nowNanos) {
    sampledNanos = nowNanos;
  }

  /**
   * The number to hold from now on: at least {@code workers}, at most {@link #MOST}; none if there
   * are no workers.
   *
   * @param finished batches finished since the start
   */
  int size(int workers, long finished, long nowNanos) {
    long elapsed = nowNanos - sampledNanos;
    boolean enough = elapsed >= SAMPLE.toNanos() && finished - sampledFinished >= SAMPLED;
    if (enough || elapsed >= LONG_SAMPLE.toNanos()) {
      perNano = (finished - sampledFinished) / (double) elapsed;
      sampledNanos = nowNanos;
      sampledFinished = finished;
    }
    if (workers == 0) {
      return 0;
    }
    long ahead = Math.round(perNano * AHEAD.toNanos());
    return (int) Math.min(MOST, workers + ahead);
  }
}
