package io.domainflow.metrics.statistics;

import java.time.Instant;

/**
 * What an operation came to within a bucket of time.
 *
 * @param bucket the begin of the bucket
 * @param source where the figures come from
 * @param count how many ended
 * @param failures how many of them PostgreSQL did not commit, or nobody knows
 * @param retries attempts that followed a first one
 * @param wastedMicros microseconds spent in attempts that were rolled back
 * @param p50 the median of the durations, in microseconds; likewise the others
 */
public record TransactionStatistics(
    Instant bucket,
    String operation,
    Source source,
    long count,
    long failures,
    long retries,
    long wastedMicros,
    long p50,
    long p95,
    long p99,
    long max) {

  /** Where figures come from. */
  public enum Source {
    /** Each single operation: exact. */
    ROWS,
    /** Histograms: durations are at most one percent off, the range is widened to 10 seconds. */
    HISTOGRAMS
  }
}
