package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.incontainer.PayaraMicroContainer;
import io.domainflow.metrics.upkeep.MetricLedger;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.witness.LogCapture;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is recorded of operations, whatever happens to the tables of monitoring. */
@ExtendWith(ArquillianExtension.class)
class MetricStorageIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int QUEUE = 500;
  private static final int MANY = 3 * QUEUE;

  private static final String RAISE =
      """
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$
      """;

  private static final String SLEEP =
      """
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_sleep(7); RETURN NULL; END $$
      """;

  private static final String TRIGGER =
      """
      CREATE TRIGGER refuse BEFORE INSERT ON transaction_metrics
      FOR EACH STATEMENT EXECUTE FUNCTION refuse()
      """;

  private static final String DIFFERENCES =
      """
      SELECT count(*) FROM get_transaction_monitoring_differences('-infinity', 'infinity')
       WHERE difference <> 0
      """;

  private static final String COUNTED =
      """
      SELECT coalesce(sum(counted), 0)
        FROM get_transaction_monitoring_differences('-infinity', 'infinity')
       WHERE operation_name = '%s'
      """;

  @Inject Transactions transactions;
  @Inject Database database;
  @Inject OtherSessions sessions;
  @Inject MetricQueue queue;
  @Inject OperationMetrics metrics;
  @Inject MetricRecorder recorder;
  @Inject MetricLedger ledger;
  @Inject StorageWarning warning;

  @Resource ManagedExecutorService threads;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.withoutDispatcher(MetricStorageIT.class)
        .addPackage(Eventually.class.getPackage())
        .add(
            new StringAsset(
                "-Ddomainflow.metrics.limit.percent=100 -Ddomainflow.metrics.queue=" + QUEUE),
            PayaraMicroContainer.JVM_OPTIONS);
  }

  @BeforeEach
  void isStored() {
    metrics.switchTo(MetricsMode.BUFFERED);
    run("ready");
    awaitRows("ready", 1);
  }

  private void run(String operation) {
    transactions.execute(TransactionOptions.of(operation), () -> "");
  }

  private void runMany(String operation) {
    for (int number = 0; number < MANY; number++) {
      run(operation);
    }
  }

  private long rows(String operation) {
    return database
        .first(
            "SELECT count(*) AS n FROM transaction_metrics WHERE operation_name = ?",
            row -> row.number("n"),
            operation)
        .orElseThrow();
  }

  private void awaitRows(String operation, long atLeast) {
    Eventually.within(PATIENCE).holds("rows are there", () -> rows(operation) >= atLeast);
  }

  /** Histograms count every operation; what they count is in the rows, but for what was dropped. */
  private static void awaitReconciliation(OtherSession session, String operation, long count) {
    Eventually.within(PATIENCE)
        .holds(
            "the histograms are there",
            () -> session.number(COUNTED.formatted(operation)) == count);
    Eventually.within(PATIENCE)
        .holds("rows and histograms agree", () -> session.number(DIFFERENCES) == 0);
  }

  @Test
  void anOperationThatWasRolledBackHasItsRowWithItsCampaign() {
    CampaignId campaign = CampaignId.create();
    assertThatThrownBy(
            () ->
                transactions.execute(
                    TransactionOptions.of("create_nothing"),
                    () -> {
                      transactions.concerns(campaign);
                      return database.update("INSERT INTO compensation_debts VALUES (1)");
                    }))
        .isInstanceOf(RuntimeException.class);
    awaitRows("create_nothing", 1);
    assertThat(
            database.query(
                """
                SELECT campaign_id, success, outcome, sql_state, retry_count, isolation_level,
                       error_message, duration_us, duration_ms
                  FROM transaction_metrics WHERE operation_name = 'create_nothing'
                """,
                row ->
                    Stream.of("success", "outcome", "sql_state", "retry_count", "isolation_level")
                        .map(column -> textOf(row, column))
                        .toList()))
        .containsExactly(List.of("f", "ROLLED_BACK", "428C9", "0", "READ COMMITTED"));
    assertThat(
            database.first(
                "SELECT campaign_id FROM transaction_metrics WHERE operation_name = 'create_nothing'",
                row -> row.campaign("campaign_id")))
        .contains(campaign);
  }

  private static String textOf(io.domainflow.database.Row row, String column) {
    try {
      return row.text(column);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aLockedTableHoldsNoOperationUp() throws SQLException {
    survives(
        "locked",
        "BEGIN; LOCK TABLE transaction_metrics IN ACCESS EXCLUSIVE MODE",
        "SELECT pg_sleep(30); COMMIT");
  }

  @Test
  void aMissingTableHoldsNoOperationUp() throws SQLException {
    survives(
        "missing",
        "ALTER TABLE transaction_metrics RENAME TO elsewhere",
        "ALTER TABLE elsewhere RENAME TO transaction_metrics");
  }

  @Test
  void aFullDiskHoldsNoOperationUp() throws SQLException {
    survives("full", RAISE + ";" + TRIGGER, "DROP FUNCTION refuse CASCADE");
  }

  @Test
  void aSlowTableHoldsNoOperationUp() throws SQLException {
    survives("slow", SLEEP + ";" + TRIGGER, "DROP FUNCTION refuse CASCADE");
  }

  /** Operations succeed; what does not fit into the queue is dropped, and each drop is counted. */
  private void survives(String operation, String fault, String remedy) throws SQLException {
    long dropped = queue.dropped();
    try (OtherSession session = sessions.open();
        LogCapture log = LogCapture.of(StorageWarning.class)) {
      session.execute(fault);
      runMany(operation);
      Eventually.within(PATIENCE)
          .holds("it is noticed", () -> warning.isFailing(StorageWarning.Part.ROWS));
      runMany(operation);
      assertThat(warnings(log)).isLessThanOrEqualTo(1);
      assertThat(queue.dropped())
          .as("dropped, with %d waiting, %s", queue.depth(), metrics.mode())
          .isGreaterThan(dropped);
      session.execute(remedy);
      awaitReconciliation(session, operation, 2L * MANY);
      long stored = rows(operation);
      assertThat(stored).isPositive();
      assertThat(stored + queue.dropped() - dropped).isEqualTo(2L * MANY);
      run("recovered_" + operation);
      awaitRows("recovered_" + operation, 1);
    }
  }

  private static long warnings(LogCapture log) {
    return log.messages().stream().filter(line -> line.contains("operations go on")).count();
  }

  /** A reference to the campaign would have to wait for it. */
  @Test
  void noRecordWaitsForACampaign() throws SQLException {
    CampaignId campaign = CampaignId.create();
    try (OtherSession session = sessions.open()) {
      session.execute("BEGIN", "LOCK TABLE campaigns IN ACCESS EXCLUSIVE MODE");
      transactions.execute(
          TransactionOptions.of("waits_for_none").withCampaign(campaign), () -> "");
      awaitRows("waits_for_none", 1);
    }
  }

  /** On several nodes at once: one does the work, the others leave it to that one. */
  @Test
  void periodsAreRolledUpOnceWhoeverTries() throws Exception {
    OperationTallies tallies = new OperationTallies();
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));
    for (int second = 0; second < MANY; second++) {
      tallies.add(ended("rolled_up", hour.plusSeconds(second)));
    }
    recorder.store(PeriodReport.of("earlier", 0, tallies.takeBefore(Instant.MAX)));
    List<Future<?>> nodes = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      nodes.add(threads.submit(() -> ledger.rollUp()));
    }
    for (Future<?> node : nodes) {
      node.get();
    }
    ledger.rollUp();
    assertThat(counted(3600)).isEqualTo(MANY);
    assertThat(counted(60)).isEqualTo(MANY);
    assertThat(counted(10)).isEqualTo(MANY);
    try (OtherSession session = sessions.open()) { // There are no rows of them to agree with.
      session.execute(
          "DELETE FROM transaction_histograms WHERE operation_name = 'rolled_up'",
          "DELETE FROM transaction_recorders WHERE node = 'earlier'");
    }
  }

  private long counted(long seconds) {
    return database
        .first(
            """
            SELECT coalesce(sum(committed), 0) AS n FROM transaction_histograms
             WHERE operation_name = 'rolled_up' AND period_seconds = ?
            """,
            row -> row.number("n"),
            seconds)
        .orElseThrow();
  }

  private static OperationOutcome ended(String operation, Instant at) {
    return new OperationOutcome(
        operation,
        null,
        at,
        Duration.ZERO,
        Outcome.COMMITTED,
        1,
        Duration.ZERO,
        Duration.ZERO,
        IsolationLevel.READ_COMMITTED,
        false,
        null,
        "",
        "",
        "",
        List.of(),
        List.of(),
        "",
        null);
  }

  @Test
  void aDurableRecordIsThereWhenItsOperationReturns() {
    metrics.switchTo(MetricsMode.DURABLE);
    run("durable");
    assertThat(rows("durable")).isEqualTo(1);
  }

  /** Some can never be stored: the others are, and each that is not is counted. */
  @Test
  void aRowThatCannotBeStoredDoesNotTakeOthersWithIt() throws SQLException {
    long dropped = queue.dropped();
    try (OtherSession session = sessions.open()) {
      session.execute(
          "ALTER TABLE transaction_metrics ADD CONSTRAINT refused CHECK (operation_name <> 'bad')");
      session.execute("BEGIN", "LOCK TABLE transaction_metrics IN ACCESS EXCLUSIVE MODE");
      Stream.of("good", "bad", "good", "bad", "good").forEach(this::run);
      session.execute("COMMIT");
      awaitRows("good", 3);
      awaitReconciliation(session, "bad", 2);
      session.execute("ALTER TABLE transaction_metrics DROP CONSTRAINT refused");
    }
    assertThat(rows("good")).isEqualTo(3);
    assertThat(queue.dropped() - dropped).isEqualTo(2);
  }

  @Test
  void nothingIsRecordedWhenItIsOff() throws SQLException {
    metrics.switchTo(MetricsMode.OFF);
    run("off");
    metrics.switchTo(MetricsMode.BUFFERED);
    run("on");
    awaitRows("on", 1);
    assertThat(rows("off")).isZero();
    try (OtherSession session = sessions.open()) {
      awaitReconciliation(session, "on", 1);
    }
  }
}
