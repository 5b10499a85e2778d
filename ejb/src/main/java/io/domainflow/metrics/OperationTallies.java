package io.domainflow.metrics;

import io.domainflow.metrics.statistics.Figures;
import io.domainflow.metrics.statistics.Periods;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;

/**
 * Counts this node's operations, by name and by the period in which they ended, until the periods
 * are stored. Every operation is counted, also those whose row is shed or dropped. Thread-safe.
 */
@ApplicationScoped
public class OperationTallies {

  /** How long the figures of a period are kept for {@code /metrics}. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  /** Some minutes of all operations that there are. */
  static final int MANY = 2_000;

  private final Map<PeriodKey, PeriodTally> open = new ConcurrentHashMap<>();
  private final Map<PeriodKey, PeriodTally> recent = new ConcurrentHashMap<>();

  /** Counts an operation that has ended. */
  void add(OperationOutcome ended) {
    Instant endedAt = TransactionMetric.endOf(ended);
    PeriodKey key = PeriodKey.of(ended.operation(), endedAt);
    boolean counted = false;
    while (!counted) { // A period that is closed meanwhile is opened again.
      counted = open.computeIfAbsent(key, unknown -> new PeriodTally()).add(ended);
    }
  }

  private static long hourOf(long second) {
    return Math.floorDiv(second, Periods.HOUR.toSeconds()) * Periods.HOUR.toSeconds();
  }

  /** One operation, counted already, will have no row. */
  void lacksRow(String operation, Instant endedAt) {
    PeriodKey key = PeriodKey.of(operation, endedAt);
    boolean counted = false;
    while (!counted) {
      counted = open.computeIfAbsent(key, unknown -> new PeriodTally()).lacksRow();
    }
  }

  /** Takes the periods that ended before {@code limit}; they are closed. */
  List<Map.Entry<PeriodKey, PeriodTally>> takeBefore(Instant limit) {
    List<Map.Entry<PeriodKey, PeriodTally>> taken = new ArrayList<>();
    long latest = limit.getEpochSecond() - Periods.SHORT.toSeconds();
    for (PeriodKey key : List.copyOf(open.keySet())) {
      PeriodTally tally = key.period() <= latest ? open.remove(key) : null;
      if (tally != null) {
        tally.close();
        recent.merge(key, tally, PeriodTally::sum); // It may have been taken before.
        taken.add(Map.entry(key, tally));
      }
    }
    long oldest = latest - RECENT.toSeconds();
    recent.keySet().removeIf(key -> key.period() < oldest);
    return taken;
  }

  /**
   * Puts all periods that wait together by hours if they have become too many, because nothing can
   * be stored for long: every operation stays counted, and memory bounded.
   */
  void boundMemory() {
    if (open.size() < MANY) {
      return;
    }
    for (PeriodKey key : List.copyOf(open.keySet())) {
      PeriodKey hour = new PeriodKey(key.operation(), hourOf(key.period()));
      PeriodTally tally = key.equals(hour) ? null : open.remove(key);
      if (tally != null) {
        tally.close();
        boolean absorbed = false;
        while (!absorbed) {
          absorbed = open.computeIfAbsent(hour, unknown -> new PeriodTally()).absorb(tally);
        }
      }
    }
  }

  /** Whether nothing waits to be taken. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** The durations in microseconds of the operations that ended so in the last minute or so. */
  Histogram lately(String operation, Outcome outcome) {
    Histogram all = new Histogram(Figures.PRECISION);
    addTo(all, recent, operation, outcome);
    addTo(all, open, operation, outcome);
    return all;
  }

  private static void addTo(
      Histogram all, Map<PeriodKey, PeriodTally> tallies, String operation, Outcome outcome) {
    tallies.forEach(
        (key, tally) -> {
          if (key.operation().equals(operation)) {
            all.add(tally.durations(outcome));
          }
        });
  }
}
