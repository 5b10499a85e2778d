package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.incontainer.PayaraMicroContainer;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.attempt.ActiveTransactions;
import io.domainflow.transaction.attempt.TransactionWatch;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.MisplacedOperationException;
import io.domainflow.witness.LogCapture;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing stays behind: no transaction, no connection, no thread, whatever the operations do. */
@ExtendWith(ArquillianExtension.class)
class TransactionLeakIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int POOL = 32;

  @Resource(lookup = "java:app/jdbc/domainflow")
  DataSource dataSource;

  @Resource ManagedThreadFactory threads;
  @Resource TransactionSynchronizationRegistry registry;
  @Inject Transactions transactions;
  @Inject ActiveTransactions active;
  @Inject OutcomeRecorder recorder;
  @Inject Ledger ledger;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(TransactionLeakIT.class)
        .addPackage(Eventually.class.getPackage())
        .add(new StringAsset("-Ddomainflow.db.leak.seconds=10"), PayaraMicroContainer.JVM_OPTIONS);
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  private void write(String id) {
    database.write("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  /** One of every way in which an operation can end; true if it reported success. */
  private boolean attempt(int number) {
    String id = "entry" + number;
    TransactionOptions options =
        TransactionOptions.of("mixed").withRetries(1, Duration.ofMillis(1));
    try {
      switch (number % 10) {
        case 0 -> fail(options, id, new IllegalStateException("on purpose"));
        case 1 -> fail(options, id, new StackOverflowError("on purpose"));
        case 2 -> fail(options, id, new SQLException("on purpose"));
        case 3 -> fail(options, id, new MisplacedOperationException("on purpose"));
        case 4 -> run(options, id, registry::setRollbackOnly);
        case 5 -> run(options, id, () -> database.update("SELECT 1/0"));
        case 6 -> run(options, id, () -> swallow(id));
        case 7 -> run(options.withTimeout(Duration.ofMillis(15)), id, () -> sleep(0.05));
        case 8 ->
            run(
                options,
                id,
                () -> database.query("SELECT pg_cancel_backend(pg_backend_pid())", row -> 1));
        default -> run(TransactionOptions.of("plain"), id, () -> {});
      }
      return true;
    } catch (RuntimeException | Error failure) { // Each is expected; what was stored is checked.
      return false;
    }
  }

  private void run(TransactionOptions options, String id, Runnable more) {
    transactions.execute(
        options,
        () -> {
          write(id);
          database.flush();
          more.run();
          return "";
        });
  }

  private void fail(TransactionOptions options, String id, Throwable failure) {
    transactions.execute(
        options,
        () -> {
          write(id);
          database.flush();
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        });
  }

  private void swallow(String id) {
    try {
      database.update("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
    } catch (RuntimeException duplicate) {
      // As careless code does.
    }
  }

  private void sleep(double seconds) {
    database.query("SELECT pg_sleep(?)", row -> 1, seconds);
  }

  /** What the sessions did last that hold a transaction open and do nothing. */
  private List<String> idleInTransaction() {
    return database.query(
        """
        SELECT application_name || ': ' || query AS last FROM pg_stat_activity
         WHERE datname = current_database() AND state LIKE 'idle in transaction%'
        """,
        row -> row.text("last"));
  }

  /** Whoever takes every connection of the pool at once finds none missing. */
  private void assertPoolIsWhole() throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      for (int connection = 0; connection < POOL; connection++) {
        all.add(dataSource.getConnection());
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
    assertThat(all).hasSize(POOL);
  }

  private static int threadCount() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  @Test
  void tenThousandMixedOperationsLeaveNothingBehind() throws Exception {
    int workers = 16;
    int operations = 10_000;
    Queue<String> succeeded = new ConcurrentLinkedQueue<>();
    int threadsBefore = threadCount();
    ExecutorService pool = Executors.newFixedThreadPool(workers, threads);
    List<Future<?>> futures = new ArrayList<>();
    for (int number = 0; number < operations; number++) {
      int operation = number;
      futures.add(
          pool.submit(
              () -> {
                if (attempt(operation)) {
                  succeeded.add("entry" + operation);
                }
              }));
    }
    for (Future<?> future : futures) {
      future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

    assertThat(ledger.ids()).isEqualTo(succeeded.stream().sorted().toList());
    assertThat(recorder.of("plain"))
        .hasSize(operations / 10)
        .allMatch(outcome -> outcome.outcome() == Outcome.COMMITTED);
    assertThat(recorder.of("mixed")).hasSize(operations - operations / 10);
    assertThat(idleInTransaction()).isEmpty();
    assertThat(active.list()).isEmpty();
    assertPoolIsWhole();
    Eventually.within(Duration.ofSeconds(10))
        .holds("the threads have ended", () -> threadCount() <= threadsBefore + 2);
  }

  @Test
  void anOperationThatHangsIsReportedByNameAndPostgresEndsItsTransaction() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    ExecutorService pool = Executors.newSingleThreadExecutor(threads);
    try (LogCapture log = LogCapture.of(TransactionWatch.class)) {
      Future<?> hanging =
          pool.submit(
              () ->
                  run(
                      TransactionOptions.of("hanging").withTimeout(Duration.ofSeconds(1)),
                      "lost",
                      () -> await(hang)));
      Eventually.within(PATIENCE)
          .holds(
              "it is reported",
              () -> log.messages().stream().anyMatch(line -> line.contains("Operation hanging")));
      assertThat(active.list())
          .singleElement()
          .satisfies(
              running -> {
                assertThat(running.operation()).isEqualTo("hanging");
                assertThat(running.backendPid()).isPositive();
                assertThat(running.transactionId()).isNotEmpty();
              });
      Eventually.within(PATIENCE)
          .holds("its transaction is ended", () -> idleInTransaction().isEmpty());
      hang.countDown();
      assertThat(hanging)
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("deadline");
      assertThat(log.messages().get(0)).contains("CountDownLatch.await");
    } finally {
      hang.countDown();
      pool.shutdownNow();
    }
    assertThat(ledger.ids()).isEmpty();
    assertThat(recorder.of("hanging").get(0).failure()).isEqualTo(FailureKind.DEADLINE);
    assertPoolIsWhole();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // That it is not closed is what is tried.
  void aConnectionThatIsNeverClosedIsReportedAndTakenBack() throws Exception {
    try (LogCapture log = LogCapture.of("javax.enterprise.resource.resourceadapter")) {
      transactions.execute(
          TransactionOptions.of("leaking"),
          () -> {
            write("kept");
            dataSource.getConnection();
            return "";
          });
      Eventually.within(PATIENCE)
          .holds(
              "it is reported",
              () -> log.messages().stream().anyMatch(line -> line.contains("leak")));
      assertThat(log.messages()).anyMatch(line -> line.contains("TransactionLeakIT"));
    }
    assertThat(ledger.ids()).containsExactly("kept");
    assertPoolIsWhole();
  }
}
