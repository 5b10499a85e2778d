package io.domainflow.metrics.statistics;

import io.domainflow.metrics.statistics.TransactionStatistics.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Adds histograms up by bucket and operation. They come in the order of their time, so only those
 * of one bucket are held: memory does not grow with the range. Not thread-safe.
 */
final class BucketSums {

  private static final double MEDIAN = 50;
  private static final double P95 = 95;
  private static final double P99 = 99;

  private final StatisticsQuery query;
  private final List<TransactionStatistics> finished = new ArrayList<>();
  private final Map<String, FiguresSum> open = new TreeMap<>();
  private Instant bucket = Instant.MIN;
  private long count;
  private long withoutRow;

  BucketSums(StatisticsQuery query) {
    this.query = query;
  }

  /** Adds a period, which begins no earlier than the one before; in seconds since 1970. */
  void add(long period, String operation, Figures figures) {
    Instant next = bucketOf(period);
    if (!next.equals(bucket)) {
      finish();
      bucket = next;
    }
    open.computeIfAbsent(operation, unknown -> new FiguresSum()).add(figures);
    count += figures.count();
    withoutRow += figures.withoutRow();
  }

  private Instant bucketOf(long period) {
    long length = query.bucket().toSeconds();
    return length == 0
        ? query.from()
        : Instant.ofEpochSecond(Math.floorDiv(period, length) * length);
  }

  private void finish() {
    open.forEach((operation, sum) -> finished.add(counted(operation, sum.figures())));
    open.clear();
  }

  /** How many operations ended. */
  long count() {
    return count;
  }

  /** How many of them have no row. */
  long withoutRow() {
    return withoutRow;
  }

  /** By bucket and operation. Called once, at the end. */
  List<TransactionStatistics> statistics() {
    finish();
    return List.copyOf(finished);
  }

  private TransactionStatistics counted(String operation, Figures figures) {
    Histogram durations = figures.durations();
    return new TransactionStatistics(
        bucket,
        operation,
        Source.HISTOGRAMS,
        figures.count(),
        figures.rolledBack() + figures.inDoubt(),
        figures.retries(),
        figures.wastedMicros(),
        durations.getValueAtPercentile(MEDIAN),
        durations.getValueAtPercentile(P95),
        durations.getValueAtPercentile(P99),
        durations.getMaxValue());
  }
}
