package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.incontainer.PayaraMicroContainer;
import io.domainflow.metrics.StorageWarning.Part;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.witness.LogCapture;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each table that monitoring uses may be away without taking the others with it. */
@ExtendWith(ArquillianExtension.class)
class MonitoringFaultsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Rows are stored several times a second, if the machine has nothing else to do. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final int SOME = 50;

  private static final String COUNTED =
      """
      SELECT coalesce(sum(counted), 0)
        FROM get_transaction_monitoring_differences('-infinity', 'infinity')
       WHERE operation_name = '%s' AND difference = 0
      """;

  private static final String END_OTHERS =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
      """;

  private static final String CONNECTIONS =
      "UPDATE pg_database SET datallowconn = %s WHERE datname = current_database()";

  @Inject Transactions transactions;
  @Inject Database database;
  @Inject OtherSessions sessions;
  @Inject MetricQueue queue;
  @Inject OperationMetrics metrics;
  @Inject StorageWarning warning;
  @Inject SelfCost cost;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.withoutDispatcher(MonitoringFaultsIT.class)
        .addPackage(Eventually.class.getPackage())
        .add(
            new StringAsset("-Ddomainflow.metrics.limit.percent=100"),
            PayaraMicroContainer.JVM_OPTIONS);
  }

  @BeforeEach
  void works() {
    metrics.switchTo(MetricsMode.BUFFERED);
    Eventually.within(PATIENCE)
        .holds(
            "nothing fails",
            () -> List.of(Part.values()).stream().noneMatch(part -> warning.isFailing(part)));
  }

  private void run(String operation, int times) {
    for (int number = 0; number < times; number++) {
      transactions.execute(TransactionOptions.of(operation), () -> "");
    }
  }

  private static long count(LogCapture log, Level level) {
    return log.records().stream().filter(entry -> entry.getLevel().equals(level)).count();
  }

  private static void awaitCounted(OtherSession session, String operation) {
    Eventually.within(PATIENCE)
        .holds(
            "all are counted, and have their rows",
            () -> session.number(COUNTED.formatted(operation)) == SOME);
  }

  @Test
  void rowsAreStoredWhileTheHistogramsAreLocked() throws SQLException {
    storesRowsWithout("transaction_histograms");
  }

  @Test
  void rowsAreStoredWhileTheConflictsAreLocked() throws SQLException {
    storesRowsWithout("transaction_conflicts");
  }

  @Test
  void rowsAreStoredWhileTheDebtsAreLocked() throws SQLException {
    storesRowsWithout("compensation_debts");
  }

  private void storesRowsWithout(String table) throws SQLException {
    String operation = "without_" + table;
    try (OtherSession session = sessions.open();
        LogCapture log = LogCapture.of("io.domainflow")) {
      session.execute("BEGIN", "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
      for (int round = 1; round <= 4; round++) {
        run(operation, SOME / 5);
        long rows = (long) round * (SOME / 5);
        Eventually.within(SOON)
            .holds("rows are stored while they wait", () -> rows(operation) == rows);
      }
      awaitFailure(table);
      run(operation, SOME / 5);
      Eventually.within(SOON).holds("rows are stored", () -> rows(operation) == SOME);
      assertThat(metrics.mode()).isEqualTo(MetricsMode.BUFFERED);
      session.execute("COMMIT");
      awaitCounted(session, operation);
      assertThat(count(log, Level.WARNING)).as("%s", log.messages()).isLessThanOrEqualTo(1);
      assertThat(count(log, Level.INFO)).as("%s", log.messages()).isLessThanOrEqualTo(1);
    }
  }

  /** Where there is nothing to store in a table, its lock is not felt. */
  private void awaitFailure(String table) {
    if (table.equals("transaction_histograms")) {
      Eventually.within(PATIENCE).holds("it is noticed", () -> warning.isFailing(Part.PERIODS));
    }
    if (table.equals("compensation_debts")) {
      Eventually.within(PATIENCE).holds("it is noticed", () -> warning.isFailing(Part.DEBTS));
    }
    assertThat(warning.isFailing(Part.ROWS)).isFalse();
  }

  private long rows(String operation) {
    return database
        .first(
            "SELECT count(*) AS n FROM transaction_metrics WHERE operation_name = ?",
            row -> row.number("n"),
            operation)
        .orElseThrow();
  }

  @Test
  void nothingIsLostWhileTheDatabaseIsAwayAndLittleIsSaid() throws SQLException {
    long dropped = queue.dropped();
    try (OtherSession session = sessions.open();
        LogCapture log = LogCapture.of("io.domainflow.metrics")) {
      session.execute(CONNECTIONS.formatted("false"), END_OTHERS);
      try {
        run("away", SOME);
        for (Part part : Part.values()) {
          if (part != Part.UPKEEP) { // It looks twice a minute only.
            Eventually.within(PATIENCE).holds(part + " fails", () -> warning.isFailing(part));
          }
        }
        assertThat(
                session.number(
                    "SELECT count(*) FROM transaction_metrics WHERE operation_name = 'away'"))
            .isZero();
      } finally {
        session.execute(CONNECTIONS.formatted("true"));
      }
      awaitCounted(session, "away");
      assertThat(count(log, Level.WARNING)).as("%s", log.messages()).isLessThanOrEqualTo(1);
      assertThat(queue.dropped()).isEqualTo(dropped);
    }
  }

  /** The first one waits for the lock as long as a record may; the others do not wait at all. */
  @Test
  void durableRecordsOfALockedTableWaitShortlyAndAreNotLost() throws SQLException {
    long dropped = queue.dropped();
    long shed = cost.shed();
    metrics.switchTo(MetricsMode.DURABLE);
    try (OtherSession session = sessions.open()) {
      session.execute("BEGIN", "LOCK TABLE transaction_metrics IN ACCESS EXCLUSIVE MODE");
      long start = System.nanoTime();
      run("durable_and_locked", SOME);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      session.execute("COMMIT");
      assertThat(took).isLessThan(Duration.ofSeconds(5));
      awaitCounted(session, "durable_and_locked");
    }
    assertThat(rows("durable_and_locked")).isEqualTo(SOME);
    assertThat(queue.dropped()).isEqualTo(dropped);
    assertThat(cost.shed()).isEqualTo(shed);
    Eventually.within(PATIENCE).holds("it works again", () -> !warning.isFailing(Part.ROWS));
    run("durable_again", 1);
    assertThat(rows("durable_again")).isEqualTo(1);
  }
}
