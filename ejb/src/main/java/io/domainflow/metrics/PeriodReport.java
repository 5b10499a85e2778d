package io.domainflow.metrics;

import com.github.f4b6a3.uuid.UuidCreator;
import io.domainflow.metrics.PeriodTally.Collision;
import io.domainflow.metrics.PeriodTally.Cost;
import io.domainflow.metrics.statistics.Figures;
import io.domainflow.metrics.statistics.Periods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one node counted in periods that have ended, ready to be stored. Conflicts come with the
 * operations that had them, whose ids keep both from being stored twice.
 *
 * @param completeTo all that ended before was stored or is in here; in seconds since 1970
 */
record PeriodReport(
    String node, long completeTo, List<Tally> tallies, Map<Conflict, Cost> conflicts) {

  /**
   * One operation in one period.
   *
   * @param id given once, so that what is sent twice is stored once
   * @param period its begin in seconds since 1970
   */
  record Tally(UUID id, String operation, long period, Figures figures) {}

  /** What attempts were lost to; {@code hour} in seconds since 1970. */
  record Conflict(long hour, String operation, String sqlState, String other) {}

  PeriodReport {
    tallies = List.copyOf(tallies);
    conflicts = Map.copyOf(conflicts);
  }

  static PeriodReport of(
      String node, long completeTo, List<Map.Entry<PeriodKey, PeriodTally>> closed) {
    List<Tally> tallies = new ArrayList<>();
    Map<Conflict, Cost> conflicts = new HashMap<>();
    for (Map.Entry<PeriodKey, PeriodTally> each : closed) {
      PeriodKey key = each.getKey();
      PeriodTally tally = each.getValue();
      tallies.add(
          new Tally(
              UuidCreator.getTimeOrderedEpoch(), key.operation(), key.period(), tally.figures()));
      tally
          .conflicts()
          .forEach((with, cost) -> conflicts.merge(conflict(key, with), cost, Cost::plus));
    }
    return new PeriodReport(node, completeTo, tallies, conflicts);
  }

  private static Conflict conflict(PeriodKey key, Collision with) {
    long hour = Math.floorDiv(key.period(), Periods.HOUR.toSeconds()) * Periods.HOUR.toSeconds();
    return new Conflict(hour, key.operation(), with.sqlState(), with.other());
  }

  boolean isEmpty() {
    return tallies.isEmpty();
  }
}
