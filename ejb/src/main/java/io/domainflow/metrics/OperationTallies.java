package io.domainflow.metrics;

import io.domainflow.metrics.statistics.Figures;
import io.domainflow.metrics.statistics.Periods;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.LostAttempt;
import io.domainflow.transaction.OperationOutcome.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
  private final Map<Conflict, Cost> conflicts = new ConcurrentHashMap<>();

  /** What attempts were lost to; {@code hour} in seconds since 1970. */
  record Conflict(long hour, String operation, String sqlState, String other) {}

  /** How many attempts, and how many microseconds they took. */
  record Cost(long attempts, long micros) {

    Cost plus(Cost more) {
      return new Cost(attempts + more.attempts, micros + more.micros);
    }
  }

  /** Counts an operation that has ended. */
  void add(OperationOutcome ended) {
    Instant endedAt = TransactionMetric.endOf(ended);
    PeriodKey key = PeriodKey.of(ended.operation(), endedAt);
    boolean counted = false;
    while (!counted) { // A period that is closed meanwhile is opened again.
      counted = open.computeIfAbsent(key, unknown -> new PeriodTally()).add(ended);
    }
    for (LostAttempt lost : ended.lostAttempts()) {
      add(lost, ended.operation(), endedAt);
    }
  }

  private void add(LostAttempt lost, String operation, Instant endedAt) {
    conflicts.merge(
        new Conflict(hourOf(endedAt.getEpochSecond()), operation, lost.sqlState(), lost.other()),
        new Cost(1, TimeUnit.NANOSECONDS.toMicros(lost.took().toNanos())),
        Cost::plus);
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
        recent.put(key, tally);
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

  /** Takes what attempts were lost to. */
  Map<Conflict, Cost> takeConflicts() {
    Map<Conflict, Cost> taken = new ConcurrentHashMap<>();
    conflicts.keySet().forEach(key -> taken.merge(key, take(key), Cost::plus));
    return taken;
  }

  private Cost take(Conflict key) {
    Cost cost = conflicts.remove(key);
    return cost == null ? new Cost(0, 0) : cost;
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
