package io.domainflow.metrics.statistics;

import io.domainflow.transaction.OperationOutcome.Outcome;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Adds figures up in place: a sum of many takes no more memory than one of them. Not thread-safe.
 */
public final class FiguresSum {

  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final Histogram durations = new Histogram(Figures.PRECISION);
  private long retries;
  private long wastedMicros;
  private long totalMicros;
  private long withoutRow;

  /** Adds one operation, which has its row. */
  public void add(Outcome outcome, long micros, long operationRetries, long operationWasted) {
    count(outcome, 1);
    durations.recordValue(micros);
    retries += operationRetries;
    wastedMicros += operationWasted;
    totalMicros += micros;
  }

  /** Adds what others have counted. */
  public void add(Figures more) {
    count(Outcome.COMMITTED, more.committed());
    count(Outcome.ROLLED_BACK, more.rolledBack());
    count(Outcome.IN_DOUBT, more.inDoubt());
    retries += more.retries();
    wastedMicros += more.wastedMicros();
    totalMicros += more.totalMicros();
    withoutRow += more.withoutRow();
    durations.add(more.durations());
  }

  private void count(Outcome outcome, long more) {
    counts.merge(outcome, more, Long::sum);
  }

  /** The sum. It ends here: what is added later may be in it or not. */
  public Figures figures() {
    return new Figures(
        counts.getOrDefault(Outcome.COMMITTED, 0L),
        counts.getOrDefault(Outcome.ROLLED_BACK, 0L),
        counts.getOrDefault(Outcome.IN_DOUBT, 0L),
        retries,
        wastedMicros,
        totalMicros,
        withoutRow,
        durations);
  }
}
