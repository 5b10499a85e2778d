package io.domainflow.transaction.attempt;

import io.domainflow.database.Database;
import io.domainflow.transaction.compensation.CompensationLedger;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Looks after what runs: warns of operations that have used up most of their time, with the place
 * where their thread is, and has compensation debts paid.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TransactionWatch {

  private static final Logger LOGGER = Logger.getLogger(TransactionWatch.class.getName());

  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration COLLECTION_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LAST_WAIT = Duration.ofSeconds(2);

  /**
   * PostgreSQL and the driver end what they know to be late. What neither can (a write that nobody
   * reads, a burst whose statements each have their time, work that does not come back) must not
   * hold its locks much longer.
   */
  private static final Duration BACKSTOP = Preamble.GRACE.plusSeconds(2);

  private static final int WARN_PERCENT = 80;
  private static final int HUNDRED_PERCENT = 100;
  private static final int STACK_LINES = 12;

  @Resource ManagedThreadFactory threads;

  @Inject ActiveTransactions active;

  @Inject CompensationLedger ledger;

  @Inject Database database;

  private ScheduledExecutorService timer;
  private final List<Future<?>> tasks = new ArrayList<>();
  private boolean collecting;

  @PostConstruct
  void start() {
    timer = Executors.newScheduledThreadPool(2, threads);
    every(INTERVAL, this::watch);
    every(COLLECTION_INTERVAL, this::collect);
  }

  @PreDestroy
  void stop() {
    tasks.forEach(task -> task.cancel(true));
    timer.shutdownNow();
    try {
      timer.awaitTermination(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    ledger.storeLast(database::withoutPool);
  }

  private void every(Duration interval, Runnable task) {
    long millis = interval.toMillis();
    tasks.add(timer.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS));
  }

  void watch() {
    try {
      for (Operation operation : active.operations()) {
        if (isLate(operation) && operation.warnOnce()) {
          LOGGER.warning(() -> describe(operation));
        }
        Attempt<?> attempt = operation.attempt();
        if (isOverdue(operation) && attempt != null && attempt.abort()) {
          LOGGER.warning(() -> "The connection of overdue operation " + operation + " was cut.");
        }
      }
    } catch (Throwable failure) { // A scheduled task that throws is never run again.
      LOGGER.log(Level.WARNING, failure, () -> "The operations under way cannot be looked at.");
    }
  }

  void collect() {
    try {
      ledger.collect();
      collecting = true;
    } catch (Throwable failure) { // A scheduled task that throws is never run again.
      LOGGER.log(
          collecting ? Level.WARNING : Level.FINE,
          failure,
          () -> "Compensation debts cannot be looked for.");
      collecting = false;
    }
  }

  private static boolean isLate(Operation operation) {
    Duration limit =
        operation.options().timeout().multipliedBy(WARN_PERCENT).dividedBy(HUNDRED_PERCENT);
    return operation.age().compareTo(limit) >= 0;
  }

  private static boolean isOverdue(Operation operation) {
    return operation.remaining().plus(BACKSTOP).isNegative();
  }

  private static String describe(Operation operation) {
    ActiveTransaction now = ActiveTransaction.of(operation);
    String place =
        Arrays.stream(operation.thread().getStackTrace())
            .limit(STACK_LINES)
            .map(frame -> "\n\tat " + frame)
            .collect(Collectors.joining());
    return ("Operation %s runs for %d ms and has %d ms in all: attempt %d, step \"%s\", backend %d,"
            + " transaction \"%s\", on thread %s:%s")
        .formatted(
            operation,
            operation.age().toMillis(),
            now.timeout().toMillis(),
            now.attempt(),
            now.step(),
            now.backendPid(),
            now.transactionId(),
            now.thread(),
            place);
  }
}
