package io.domainflow.metrics;

import io.domainflow.config.NodeName;
import io.domainflow.database.Database;
import io.domainflow.database.DatabaseException;
import io.domainflow.metrics.OperationTallies.Conflict;
import io.domainflow.metrics.OperationTallies.Cost;
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
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores what this node has recorded, on one thread of its own: rows several times a second, what
 * was counted in a period some seconds after its end. When the application stops, all of it.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MetricFlusher {

  private static final Logger LOGGER = Logger.getLogger(MetricFlusher.class.getName());

  private static final Duration INTERVAL = Duration.ofMillis(150);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Operations that end with their period may still be on their way to be counted. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** How many rows go in one transaction: twice as many were not faster. */
  private static final int BATCH = 5_000;

  /** How long a stop waits for the rows that are left. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** PostgreSQL's classes of failures that the data cause: to send it again is of no use. */
  private static final String DATA_CLASSES = "2[23].*";

  /** unique_violation (PostgreSQL documentation, appendix A). */
  private static final String UNIQUE_VIOLATION = "23505";

  @Resource ManagedThreadFactory threads;

  @Inject Clock clock;

  @Inject NodeName node;

  @Inject OperationMetrics operations;

  @Inject OperationTallies tallies;

  @Inject OperationGauges gauges;

  @Inject MetricQueue queue;

  @Inject MetricRecorder recorder;

  @Inject Database database;

  @Inject SelfCost cost;

  @Inject StorageWarning warning;

  private ScheduledExecutorService timer;
  private Consumer<List<TransactionMetric>> rows;
  private Consumer<PeriodReport> reports;
  private final List<Future<?>> tasks = new ArrayList<>();
  private List<TransactionMetric> batch = new ArrayList<>();
  private @Nullable PeriodReport report;

  @PostConstruct
  void start() {
    gauges.publish();
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    rows = recorder::store;
    reports = recorder::store;
    every(INTERVAL, this::flush);
    every(LOOK, this::tick);
  }

  private void every(Duration interval, Runnable task) {
    long millis = interval.toMillis();
    tasks.add(timer.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS));
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException failure) { // A scheduled task that throws is never run again.
        LOGGER.log(Level.WARNING, failure, () -> "A round of monitoring has failed.");
      }
    };
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
    try {
      if (!timer.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
    MetricWriter last = new MetricWriter(database.withoutPool());
    rows = last::store;
    reports = last::store;
    flush();
    storePeriods(Instant.MAX); // What was on its way,
    storePeriods(Instant.MAX); // and the rest.
    int lost = batch.size() + queue.depth();
    if (lost > 0) {
      LOGGER.severe(() -> lost + " records of operations could not be stored before the end.");
    }
  }

  private void flush() {
    boolean more = true;
    while (more) {
      if (batch.isEmpty()) {
        queue.drainTo(batch, BATCH);
      }
      more = !batch.isEmpty() && isStored();
    }
  }

  private boolean isStored() {
    long start = System.nanoTime();
    try {
      rows.accept(batch);
      cost.add(start); // To wait in vain is no work, and fewer rows would not shorten it.
      warning.stored();
      batch = new ArrayList<>();
      return true;
    } catch (RuntimeException failure) { // The table may be away, locked or full for a while.
      if (stateOf(failure).matches(DATA_CLASSES)) {
        return areSettledOneByOne();
      }
      warning.failed(batch.size() + " records of operations", failure);
      return false;
    }
  }

  /** Stores what can be stored of a batch of which a row was stored already, or never can be. */
  private boolean areSettledOneByOne() {
    List<TransactionMetric> left = batch;
    while (!left.isEmpty()) {
      List<TransactionMetric> first = left.subList(0, 1);
      try {
        rows.accept(first);
      } catch (RuntimeException failure) { // As above.
        String sqlState = stateOf(failure);
        if (!sqlState.equals(UNIQUE_VIOLATION)) {
          warning.failed("A record of " + first.get(0).operation(), failure);
          if (!sqlState.matches(DATA_CLASSES)) {
            batch = new ArrayList<>(left);
            return false;
          }
          queue.drop(first);
        }
      }
      left = left.subList(1, left.size());
    }
    batch = new ArrayList<>();
    return true;
  }

  private void tick() {
    storePeriods(clock.instant().minus(SETTLING));
    tallies.boundMemory();
    cost.judge();
    gauges.refresh();
  }

  private void storePeriods(Instant endedBefore) {
    if (report == null) {
      Map<Conflict, Cost> conflicts = tallies.takeConflicts();
      List<PeriodReport.Tally> closed =
          tallies.takeBefore(endedBefore).stream().map(PeriodReport.Tally::of).toList();
      PeriodReport made = new PeriodReport(node.value(), closed, conflicts);
      report = made.isEmpty() ? null : made;
    }
    PeriodReport due = report;
    if (due == null) {
      return;
    }
    long start = System.nanoTime();
    try {
      reports.accept(due);
      report = null;
      cost.add(start);
    } catch (RuntimeException failure) { // Sent again, as it is, until it is stored.
      if (stateOf(failure).equals(UNIQUE_VIOLATION)) {
        report = null; // It was: the answer was lost.
      } else {
        warning.failed("What was counted in the last periods", failure);
      }
    }
  }

  private static String stateOf(RuntimeException failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof DatabaseException)) {
      cause = cause.getCause();
    }
    return cause instanceof DatabaseException refused ? refused.sqlState() : "";
  }
}
