package io.domainflow.metrics;

import io.domainflow.metrics.statistics.Figures;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one operation came to in one period on this node. Thread-safe. */
final class PeriodTally {

  private final Map<Outcome, Histogram> durations = new EnumMap<>(Outcome.class);
  private long retries;
  private long wastedMicros;
  private long totalMicros;
  private long withoutRow;
  private boolean closed;

  /**
   * Counts an operation.
   *
   * @return whether it was counted; not if the period was closed already
   */
  synchronized boolean add(OperationOutcome ended) {
    if (closed) {
      return false;
    }
    long micros = TransactionMetric.micros(ended);
    durations
        .computeIfAbsent(ended.outcome(), unknown -> new Histogram(Figures.PRECISION))
        .recordValue(micros);
    retries += ended.retries();
    wastedMicros += TimeUnit.NANOSECONDS.toMicros(ended.wasted().toNanos());
    totalMicros += micros;
    return true;
  }

  /** One of the operations counted has no row of its own; false if the period was closed. */
  synchronized boolean lacksRow() {
    if (!closed) {
      withoutRow++;
    }
    return !closed;
  }

  /**
   * Counts what another one has counted, which is closed.
   *
   * @return whether it was counted; not if the period was closed already
   */
  synchronized boolean absorb(PeriodTally other) {
    if (closed) {
      return false;
    }
    other.durations.forEach(
        (outcome, counted) ->
            durations
                .computeIfAbsent(outcome, unknown -> new Histogram(Figures.PRECISION))
                .add(counted));
    retries += other.retries;
    wastedMicros += other.wastedMicros;
    totalMicros += other.totalMicros;
    withoutRow += other.withoutRow;
    return true;
  }

  /** Ends the period: nothing is added any more. */
  synchronized void close() {
    closed = true;
  }

  /** The durations of the operations that ended so, in microseconds. A copy. */
  synchronized Histogram durations(Outcome outcome) {
    Histogram counted = durations.get(outcome);
    return counted == null ? new Histogram(Figures.PRECISION) : counted.copy();
  }

  /** What was counted until now. */
  synchronized Figures figures() {
    Histogram all = new Histogram(Figures.PRECISION);
    durations.values().forEach(all::add);
    return new Figures(
        count(Outcome.COMMITTED),
        count(Outcome.ROLLED_BACK),
        count(Outcome.IN_DOUBT),
        retries,
        wastedMicros,
        totalMicros,
        withoutRow,
        all);
  }

  private long count(Outcome outcome) {
    Histogram counted = durations.get(outcome);
    return counted == null ? 0 : counted.getTotalCount();
  }
}
