package io.domainflow.metrics;

import io.domainflow.config.NodeName;
import io.domainflow.database.Database;
import io.domainflow.transaction.attempt.ActiveTransactions;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stores what this node has recorded, on two threads of its own, of which neither waits for the
 * other: rows several times a second, what was counted in a period some seconds after its end. When
 * the application stops, all of it.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MetricFlusher {

  private static final Logger LOGGER = Logger.getLogger(MetricFlusher.class.getName());

  private static final int THREADS = 2;

  private static final Duration INTERVAL = Duration.ofMillis(150);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Operations that end with their period may still be on their way to be counted. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** How long a stop waits for what is left. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** Between two attempts to store what is left. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  @Resource ManagedThreadFactory threads;

  @Inject Clock clock;

  @Inject NodeName node;

  @Inject OperationMetrics operations;

  @Inject OperationTallies tallies;

  @Inject OperationGauges gauges;

  @Inject MetricQueue queue;

  @Inject MetricRecorder recorder;

  @Inject ActiveTransactions active;

  @Inject Database database;

  @Inject SelfCost cost;

  @Inject StorageWarning warning;

  private final List<Future<?>> tasks = new ArrayList<>();
  private ScheduledExecutorService timer;
  private RowStore rows;
  private PeriodStore periods;

  @PostConstruct
  void start() {
    gauges.publish();
    timer = Executors.newScheduledThreadPool(THREADS, threads);
    rows = new RowStore(queue, warning, cost);
    periods = new PeriodStore(node.value(), tallies, clock, warning, cost);
    every(INTERVAL, () -> rows.flush(recorder::store));
    every(LOOK, this::look);
  }

  private void every(Duration interval, Runnable task) {
    long millis = interval.toMillis();
    tasks.add(timer.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS));
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error failure) { // A task that throws is never run again.
        LOGGER.log(Level.WARNING, failure, () -> "A round of monitoring has failed.");
      }
    };
  }

  private void look() {
    cost.judge();
    tallies.boundMemory();
    periods.store(clock.instant().minus(SETTLING), recorder::store);
  }

  /**
   * Stores what was recorded until now, periods that have not ended too. Attribute NOT_SUPPORTED.
   *
   * @return whether all could be stored
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public boolean storeAll() {
    rows.flushAtOnce(recorder::store);
    periods.store(Instant.MAX, recorder::store);
    return isStored();
  }

  private boolean isStored() {
    return rows.waiting() == 0 && periods.isEmpty();
  }

  /**
   * What ends after this is stored at once: some operations may still be under way. When the server
   * is stopped, it has taken the pool away before.
   */
  @PreDestroy
  void stop() {
    if (operations.mode() == MetricsMode.BUFFERED) {
      operations.switchTo(MetricsMode.DURABLE);
    }
    tasks.forEach(task -> task.cancel(false));
    timer.shutdown();
    awaitTasks();
    if (areLastStored()) {
      guarded(() -> database.withoutPool(direct -> new MetricWriter(direct).leave(node.value())))
          .run();
    } else {
      LOGGER.severe(
          () -> rows.waiting() + " records of operations could not be stored before the end.");
    }
  }

  private void awaitTasks() {
    try {
      if (!timer.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Tries until nothing is left and nothing runs that could leave more. */
  private boolean areLastStored() {
    long start = System.nanoTime();
    int quietLooks = 0;
    while (quietLooks < 2 && System.nanoTime() - start < DRAIN.toNanos()) {
      storeWithoutPool();
      quietLooks = isStored() && active.list().isEmpty() ? quietLooks + 1 : 0;
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return isStored();
  }

  private void storeWithoutPool() {
    rows.flushAtOnce(
        batch -> {
          database.withoutPool(direct -> new MetricWriter(direct).store(batch));
          return 0; // Nobody looks at the figures any more.
        });
    periods.store(
        Instant.MAX,
        report -> database.withoutPool(direct -> new MetricWriter(direct).store(report)));
  }
}
