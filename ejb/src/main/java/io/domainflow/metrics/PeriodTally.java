package io.domainflow.metrics;

import io.domainflow.metrics.statistics.Figures;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.LostAttempt;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.util.EnumMap;
import java.util.HashMap;
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
  private final Map<Collision, Cost> conflicts = new HashMap<>();
  private boolean closed;

  /** What attempts were lost to. */
  record Collision(String sqlState, String other) {}

  /** How many attempts, and how many microseconds they took. */
  record Cost(long attempts, long micros) {

    Cost plus(Cost more) {
      return new Cost(attempts + more.attempts, micros + more.micros);
    }
  }

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
    for (LostAttempt lost : ended.lostAttempts()) {
      Cost cost = new Cost(1, TimeUnit.NANOSECONDS.toMicros(lost.took().toNanos()));
      conflicts.merge(new Collision(lost.sqlState(), lost.other()), cost, Cost::plus);
    }
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
    other.conflicts.forEach((with, cost) -> conflicts.merge(with, cost, Cost::plus));
    return true;
  }

  /** Both together, closed; they are closed too. */
  static PeriodTally sum(PeriodTally one, PeriodTally other) {
    PeriodTally both = new PeriodTally();
    both.absorb(one);
    both.absorb(other);
    both.close();
    return both;
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

  /** What its attempts were lost to. A copy. */
  synchronized Map<Collision, Cost> conflicts() {
    return Map.copyOf(conflicts);
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
