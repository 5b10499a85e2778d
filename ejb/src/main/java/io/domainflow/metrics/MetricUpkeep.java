package io.domainflow.metrics;

import io.domainflow.config.Configuration;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the tables of monitoring in order, on one node at a time: partitions for the days to come,
 * minutes and hours made of shorter periods, and an end to what is too old.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MetricUpkeep {

  private static final Logger LOGGER = Logger.getLogger(MetricUpkeep.class.getName());

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** Partitions are there so many days before they are needed. */
  private static final int DAYS_AHEAD = 3;

  @Resource ManagedThreadFactory threads;

  @Inject Clock clock;

  @Inject Configuration configuration;

  @Inject MetricLedger ledger;

  private ScheduledExecutorService timer;
  private Future<?> task;

  @PostConstruct
  void start() {
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    task =
        timer.scheduleWithFixedDelay(this::attend, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    task.cancel(true);
    timer.shutdownNow();
  }

  private void attend() {
    try {
      MetricsSettings settings = MetricsSettings.from(configuration);
      LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
      for (int day = 0; day <= DAYS_AHEAD; day++) {
        ledger.makePartition(today.plusDays(day));
      }
      rescueRowsWithoutPartition();
      ledger.rollUp();
      ledger.retire(today.minusDays(settings.retentionDays() - 1L), settings.histogramDays());
    } catch (RuntimeException failure) { // A scheduled task that throws is never run again.
      LOGGER.log(
          Level.WARNING, failure, () -> "The tables of monitoring could not be looked after.");
    }
  }

  /** A clock may be far off, or nobody looked after the tables for days. */
  private void rescueRowsWithoutPartition() {
    for (LocalDate day : ledger.daysWithoutPartition()) {
      LOGGER.warning(() -> "There were rows of " + day + " before their partition was made.");
      ledger.makePartition(day);
    }
  }
}
