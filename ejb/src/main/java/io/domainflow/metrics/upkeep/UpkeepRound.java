package io.domainflow.metrics.upkeep;

import io.domainflow.config.Configuration;
import io.domainflow.config.NodeName;
import io.domainflow.config.Settings;
import io.domainflow.metrics.OperationGauges;
import io.domainflow.metrics.StorageWarning;
import io.domainflow.metrics.StorageWarning.Part;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.logging.Logger;

/** What there is to do for the tables of monitoring, all of it once. Thread-safe. */
@ApplicationScoped
class UpkeepRound {

  private static final Logger LOGGER = Logger.getLogger(UpkeepRound.class.getName());

  /** Ten minutes of silence, at two rounds a minute. */
  private static final int SILENT_ROUNDS = 20;

  /** Partitions are there so many days before they are needed. */
  private static final int DAYS_AHEAD = 3;

  @Inject Clock clock;

  @Inject NodeName node;

  @Inject Configuration configuration;

  @Inject MetricLedger ledger;

  @Inject OperationGauges gauges;

  @Inject StorageWarning warning;

  private final RecorderWatch watch = new RecorderWatch(SILENT_ROUNDS);
  private Instant startedAt = Instant.EPOCH;

  @PostConstruct
  void start() {
    startedAt = clock.instant();
  }

  /** Called without a transaction. Never throws. */
  synchronized void attend() {
    areDone(
        Part.UPKEEP,
        List.of(
            this::attendRecorders,
            () -> ledger.makePartitions(DAYS_AHEAD),
            this::rescueRowsWithoutPartition,
            ledger::rollUp,
            () -> ledger.retirePeriods(configuration.get(Settings.METRICS_HISTOGRAM_DAYS)),
            () -> ledger.dropPartitions(configuration.get(Settings.METRICS_RETENTION_DAYS))));
  }

  /** Counts what is owed, for the metrics. Called without a transaction. Never throws. */
  void countDebts() {
    areDone(Part.DEBTS, List.of(gauges::countDebts));
  }

  /** Does each, whatever becomes of the others. */
  private void areDone(Part part, List<Runnable> steps) {
    boolean done = true;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException | Error failure) { // A task that throws is never run again.
        warning.failed(part, failure);
        done = false;
      }
    }
    if (done) {
      warning.succeeded(part);
    }
  }

  private void attendRecorders() {
    for (String silent : watch.silent(ledger.beat(node.value(), startedAt))) {
      LOGGER.warning(() -> "Node " + silent + " has ended without storing what it had counted.");
      ledger.repair(silent);
    }
  }

  /** A clock may be far off, or nobody looked after the tables for days. */
  private void rescueRowsWithoutPartition() {
    try {
      for (LocalDate day : ledger.daysWithoutPartition()) {
        LOGGER.warning(() -> "There were rows of " + day + " before their partition was made.");
        ledger.makePartition(day);
      }
    } finally { // Most of all if they could not be rescued.
      gauges.showRowsWithoutPartition(ledger.rowsWithoutPartition());
    }
  }
}
