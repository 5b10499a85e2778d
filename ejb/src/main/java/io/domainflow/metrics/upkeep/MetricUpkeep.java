package io.domainflow.metrics.upkeep;

import io.domainflow.config.Configuration;
import io.domainflow.config.NodeName;
import io.domainflow.config.Settings;
import io.domainflow.metrics.OperationGauges;
import io.domainflow.metrics.StorageWarning;
import io.domainflow.metrics.StorageWarning.Part;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Keeps the tables of monitoring in order: partitions for the days to come, minutes and hours made
 * of shorter periods, what killed nodes have left uncounted, and an end to what is too old. Every
 * node does all of it; PostgreSQL sees to it that each thing is done once. On a thread of its own:
 * nothing here holds up what is recorded.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MetricUpkeep {

  private static final Logger LOGGER = Logger.getLogger(MetricUpkeep.class.getName());

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** How often debts are counted, for the metrics. */
  private static final Duration COUNTING = Duration.ofSeconds(5);

  /** Ten minutes of silence. */
  private static final int SILENT_ROUNDS = 20;

  /** Partitions are there so many days before they are needed. */
  private static final int DAYS_AHEAD = 3;

  @Resource ManagedThreadFactory threads;

  @Inject Clock clock;

  @Inject NodeName node;

  @Inject Configuration configuration;

  @Inject MetricLedger ledger;

  @Inject OperationGauges gauges;

  @Inject StorageWarning warning;

  private final RecorderWatch watch = new RecorderWatch(SILENT_ROUNDS);
  private final List<Future<?>> tasks = new ArrayList<>();
  private ScheduledExecutorService timer;
  private Instant startedAt = Instant.EPOCH;

  @PostConstruct
  void start() {
    startedAt = clock.instant();
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    every(INTERVAL, this::attend);
    every(COUNTING, () -> areDone(Part.DEBTS, List.of(gauges::countDebts)));
  }

  private void every(Duration interval, Runnable task) {
    tasks.add(timer.scheduleWithFixedDelay(task, 0, interval.toMillis(), TimeUnit.MILLISECONDS));
  }

  @PreDestroy
  void stop() {
    tasks.forEach(task -> task.cancel(true));
    timer.shutdownNow();
  }

  private void attend() {
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
    for (LocalDate day : ledger.daysWithoutPartition()) {
      LOGGER.warning(() -> "There were rows of " + day + " before their partition was made.");
      ledger.makePartition(day);
    }
    gauges.showRowsWithoutPartition(ledger.rowsWithoutPartition());
  }
}
