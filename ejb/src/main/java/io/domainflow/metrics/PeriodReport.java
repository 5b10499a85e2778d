package io.domainflow.metrics;

import com.github.f4b6a3.uuid.UuidCreator;
import io.domainflow.metrics.OperationTallies.Conflict;
import io.domainflow.metrics.OperationTallies.Cost;
import io.domainflow.metrics.statistics.Figures;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one node counted in periods that have ended, ready to be stored. */
record PeriodReport(String node, List<Tally> tallies, Map<Conflict, Cost> conflicts) {

  /**
   * One operation in one period.
   *
   * @param id given once, so that what is sent twice is stored once
   * @param period its begin in seconds since 1970
   */
  record Tally(UUID id, String operation, long period, Figures figures) {

    static Tally of(Map.Entry<PeriodKey, PeriodTally> closed) {
      return new Tally(
          UuidCreator.getTimeOrderedEpoch(),
          closed.getKey().operation(),
          closed.getKey().period(),
          closed.getValue().figures());
    }
  }

  PeriodReport {
    tallies = List.copyOf(tallies);
    conflicts = Map.copyOf(conflicts);
  }

  boolean isEmpty() {
    return tallies.isEmpty() && conflicts.isEmpty();
  }
}
