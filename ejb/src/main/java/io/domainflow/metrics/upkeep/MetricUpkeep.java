package io.domainflow.metrics.upkeep;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** How often debts are counted, for the metrics. */
  private static final Duration COUNTING = Duration.ofSeconds(5);

  @Resource ManagedThreadFactory threads;

  @Inject UpkeepRound round;

  private final List<Future<?>> tasks = new ArrayList<>();
  private ScheduledExecutorService timer;

  @PostConstruct
  void start() {
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    every(INTERVAL, round::attend);
    every(COUNTING, round::countDebts);
  }

  private void every(Duration interval, Runnable task) {
    tasks.add(timer.scheduleWithFixedDelay(task, 0, interval.toMillis(), TimeUnit.MILLISECONDS));
  }

  @PreDestroy
  void stop() {
    tasks.forEach(task -> task.cancel(true));
    timer.shutdownNow();
  }
}
