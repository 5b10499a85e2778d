package io.domainflow.metrics;

import io.domainflow.metrics.StorageWarning.Part;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends what was counted in periods that have ended, until it is stored. Thread-safe. */
final class PeriodStore {

  private final String node;
  private final OperationTallies tallies;
  private final Clock clock;
  private final StorageWarning warning;
  private final SelfCost cost;
  private @Nullable PeriodReport report;

  PeriodStore(
      String node, OperationTallies tallies, Clock clock, StorageWarning warning, SelfCost cost) {
    this.node = node;
    this.tallies = tallies;
    this.clock = clock;
    this.warning = warning;
    this.cost = cost;
  }

  /** Stores the periods that ended before {@code limit}, unless earlier ones still wait. */
  synchronized void store(Instant limit, Consumer<PeriodReport> target) {
    if (report == null) {
      long completeTo = begin(limit.isBefore(clock.instant()) ? limit : clock.instant());
      PeriodReport made = PeriodReport.of(node, completeTo, tallies.takeBefore(limit));
      report = made.isEmpty() ? null : made;
    }
    PeriodReport due = report;
    if (due != null) {
      store(due, target);
    }
  }

  private static long begin(Instant moment) {
    return PeriodKey.of("", moment).period();
  }

  private void store(PeriodReport due, Consumer<PeriodReport> target) {
    long start = System.nanoTime();
    try {
      target.accept(due);
      cost.add(start);
    } catch (RuntimeException failure) { // Sent again, as it is, until it is stored.
      if (!RowStore.isStoredAlready(failure)) {
        warning.failed(Part.PERIODS, failure);
        return;
      }
    }
    report = null;
    warning.succeeded(Part.PERIODS);
  }

  /** Whether everything is stored that was counted. */
  synchronized boolean isEmpty() {
    return report == null && tallies.isEmpty();
  }
}
