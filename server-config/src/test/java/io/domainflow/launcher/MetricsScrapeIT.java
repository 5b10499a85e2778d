package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each gauge and counter on {@code /metrics} is described, and moves with what it measures. */
class MetricsScrapeIT {

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What a batch writes, and nothing else does that happens to a campaign. */
  private static final String RESULTS = "generated_domains";

  /** Rows that may wait to be stored. */
  private static final int QUEUE = 10;

  /** More than the connections of the pool, which are 32. */
  private static final int REQUESTS = 40;

  /** All there are; what belongs to single operations is there as soon as one of them has ended. */
  private static final String DESCRIPTIONS =
      """
      batches_in_flight gauge Batches that this node has claimed and not yet ended
      batches_recorded_total counter Batches that this node recorded
      batches_refused_total counter Batches whose claim was lost before they were recorded
      batches_failed_total counter Attempts at batches that failed on this node
      transactions_in_flight gauge Operations that run now
      connections_in_use gauge Connections in use over JDBC
      connections_waiting gauge Threads that wait for a connection
      compensation_debts gauge Compensations that are owed
      metrics_queue_depth gauge Rows that wait to be stored
      metrics_stored_rows gauge Rows that were stored
      metrics_stored_bytes gauge Bytes that were sent for rows
      metrics_rows_without_partition gauge Rows that are in no partition of a day
      metrics_dropped_rows gauge Rows that were lost
      metrics_shed_rows gauge Rows left out to save time
      metrics_cost_seconds gauge Time that recording took
      metrics_cost_share gauge Share of all processors' time that recording took lately
      transaction_duration_seconds gauge How long they took, in the last minute
      transaction_duration_seconds_count gauge Operations that ended so
      transaction_duration_seconds_sum gauge How long they took together
      transaction_retries gauge Attempts that were followed by another
      """;

  @TempDir private static Path data;
  private static TestDatabase database;
  private static LauncherProcess launcher;
  private static ApiClient client;

  /** There is a row of a day that cannot get its partition: upkeep looks twice a minute. */
  @BeforeAll
  static void start() throws IOException, SQLException {
    database = TestDatabase.create();
    Map<String, String> settings =
        Map.of(
            "DOMAINFLOW_DB_URL", database.jdbcUrl(),
            "DOMAINFLOW_DB_USER", database.user(),
            "DOMAINFLOW_DB_PASSWORD", database.password(),
            "DOMAINFLOW_BATCH_ATTEMPTS", "1",
            "DOMAINFLOW_METRICS_QUEUE", Integer.toString(QUEUE),
            "DOMAINFLOW_METRICS_LIMIT_PERCENT", "1");
    launcher = LauncherProcess.startReady(data, settings);
    client = new ApiClient(launcher.baseUri());
    execute("ALTER FUNCTION make_transaction_metrics_partition(date) RENAME TO gone");
    execute(
        """
        INSERT INTO transaction_metrics
               (operation_name, duration_ms, duration_us, success, outcome, created_at)
        VALUES ('far_ahead', 1, 1000, true, 'COMMITTED', clock_timestamp() + interval '10 days')
        """);
  }

  @AfterAll
  static void stop() throws IOException {
    launcher.close();
    database.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> lines() {
    return client.get("/metrics").body().lines().toList();
  }

  /** The value of a metric, 0 if there is none; labels follow that of the scope. */
  private static double value(String metric) {
    String wanted =
        metric.contains("{")
            ? metric.replace("{", "{mp_scope=\"application\",") + " "
            : metric + "{mp_scope=\"application\"} ";
    return lines().stream()
        .filter(line -> line.startsWith(wanted))
        .mapToDouble(line -> Double.parseDouble(line.substring(wanted.length())))
        .findFirst()
        .orElse(0);
  }

  private static void await(String metric, DoublePredicate condition) {
    Eventually.within(PATIENCE)
        .holds(metric + " has moved", () -> condition.test(value("domainflow_" + metric)));
  }

  private static String definition(String constant) {
    return """
        {"name": "scraped", "type": "DOMAIN_GENERATION",
         "generation": {"pattern": "PREFIX", "variableLength": 2, "characterSet": "abc",
                        "constant": "%s", "tlds": ["com"], "count": "3"}}
        """
        .formatted(constant);
  }

  private static String create(String constant) {
    return client.post(CAMPAIGNS, definition(constant)).json().getString("id");
  }

  /** On a thread of its own, which ends with the answer. */
  private static CompletableFuture<Answer> meanwhile(Supplier<Answer> request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread thread = new Thread(() -> answer.complete(request.get()));
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  /** A campaign that is not running cannot be paused: rows of what failed are never shed. */
  private static void refuse(String id) {
    assertThat(client.post(CAMPAIGNS + "/" + id + "/pause").status()).isEqualTo(409);
  }

  private interface Meanwhile {
    void run() throws SQLException;
  }

  private static void whileLocked(String table, Meanwhile meanwhile) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
      meanwhile.run();
      connection.rollback();
    }
  }

  @Test
  void allAreDescribedAndNoOtherIsThere() throws SQLException {
    retryOneCreation("described");
    List<String> described =
        lines().stream()
            .filter(line -> line.matches("# (TYPE|HELP) domainflow_.*"))
            .map(line -> line.replace("domainflow_", ""))
            .toList();
    List<String> expected = new ArrayList<>();
    for (String metric : DESCRIPTIONS.lines().toList()) {
      String[] parts = metric.split(" ", 3); // Name, type and description.
      expected.add("# TYPE " + parts[0] + " " + parts[1]);
      expected.add("# HELP " + parts[0] + " " + parts[2]);
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void operationsAndConnectionsAreShownWhileTheyAreHeld() throws SQLException {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    whileLocked(
        "campaigns",
        () -> {
          for (int number = 0; number < REQUESTS; number++) {
            answers.add(meanwhile(() -> client.post(CAMPAIGNS, definition("held"))));
          }
          await("transactions_in_flight", value -> value >= REQUESTS);
          await("connections_in_use", value -> value >= 32);
          await("connections_waiting", value -> value > 0);
        });
    answers.forEach(CompletableFuture::join);
    await("transactions_in_flight", value -> value == 0);
    await("connections_in_use", value -> value == 0);
    await("connections_waiting", value -> value == 0);
  }

  @Test
  void aBatchIsInFlightUntilItIsRecorded() throws SQLException {
    double recorded = value("domainflow_batches_recorded_total");
    String id = create("batch");
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    whileLocked(
        RESULTS,
        () -> {
          answers.add(control(id, "start"));
          await("batches_in_flight", value -> value == 1);
          assertThat(value("domainflow_batches_recorded_total")).isEqualTo(recorded);
        });
    answers.forEach(answer -> assertThat(answer.join().status()).isEqualTo(202));
    client.awaitStatus(id, "COMPLETED", PATIENCE);
    await("batches_in_flight", value -> value == 0);
    await("batches_recorded_total", value -> value == recorded + 1);
  }

  /** A cancel waits for a record that is under way, until its deadline. */
  private static CompletableFuture<Answer> control(String id, String operation) {
    return meanwhile(() -> client.post(CAMPAIGNS + "/" + id + "/" + operation));
  }

  @Test
  void aBatchThatFailsIsCounted() throws SQLException {
    double failed = value("domainflow_batches_failed_total");
    String id = create("poison");
    execute(
        """
        ALTER TABLE generated_domains
          ADD CONSTRAINT poison CHECK (name NOT LIKE '%poison%')
        """);
    assertThat(client.post(CAMPAIGNS + "/" + id + "/start").status()).isEqualTo(202);
    client.awaitStatus(id, "FAILED", PATIENCE);
    await("batches_failed_total", value -> value == failed + 1);
  }

  @Test
  void aBatchOfACampaignThatIsCancelledMeanwhileIsCountedAsRefused() throws SQLException {
    double refused = value("domainflow_batches_refused_total");
    String id = create("fenced");
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    whileLocked(
        RESULTS,
        () -> {
          answers.add(control(id, "start"));
          await("batches_in_flight", value -> value == 1);
          answers.add(control(id, "cancel"));
          Eventually.within(PATIENCE)
              .holds(
                  "it is cancelled",
                  () ->
                      isTrue(
                          """
                          SELECT status = 'CANCELLED' FROM campaigns WHERE id = '%s'
                          """
                              .formatted(id)));
        });
    answers.forEach(answer -> assertThat(answer.join().status()).isEqualTo(202));
    await("batches_refused_total", value -> value == refused + 1);
    await("batches_in_flight", value -> value == 0);
  }

  @Test
  void aDebtIsShownUntilItIsPaid() throws SQLException {
    execute(
        """
        INSERT INTO compensation_debts (operation, handler, payload, error, created_at, not_before)
        VALUES ('scraped', 'nobody', '', 'unpaid', clock_timestamp(), 'infinity')
        """);
    await("compensation_debts", value -> value == 1);
    execute("DELETE FROM compensation_debts");
    await("compensation_debts", value -> value == 0);
  }

  @Test
  void rowsWithoutPartitionAreShownUntilTheyHaveOne() throws SQLException {
    await("metrics_rows_without_partition", value -> value > 0);
    execute("ALTER FUNCTION gone(date) RENAME TO make_transaction_metrics_partition");
    await("metrics_rows_without_partition", value -> value == 0);
  }

  @Test
  void rowsThatAreStoredAreCountedWithTheirBytesAndTheirCost() {
    String id = create("stored");
    double rows = value("domainflow_metrics_stored_rows");
    double bytes = value("domainflow_metrics_stored_bytes");
    double seconds = value("domainflow_metrics_cost_seconds");
    refuse(id);
    await("metrics_stored_rows", value -> value > rows);
    await("metrics_stored_bytes", value -> value > bytes);
    await(
        "metrics_cost_seconds", value -> value > seconds && value < seconds + PATIENCE.toSeconds());
    await("metrics_cost_share", value -> value > 0 && value < 1);
  }

  @Test
  void rowsWaitWhileTheirTableIsLockedAndAreDroppedWhenTheyAreTooMany() throws SQLException {
    double dropped = value("domainflow_metrics_dropped_rows");
    String id = create("locked");
    whileLocked(
        "transaction_metrics",
        () -> {
          for (int number = 0; number < 3 * QUEUE; number++) {
            refuse(id);
          }
          await("metrics_queue_depth", value -> value > 0 && value <= QUEUE);
          await("metrics_dropped_rows", value -> value > dropped);
        });
    await("metrics_queue_depth", value -> value == 0);
  }

  /** It costs more than the hundredth of the processors' time that it may. */
  @Test
  void rowsAreShedWhileItTakesLongToStoreThem() throws SQLException {
    double shed = value("domainflow_metrics_shed_rows");
    execute(
        """
        CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$
        """);
    execute(
        """
        CREATE TRIGGER linger BEFORE INSERT ON transaction_metrics
        FOR EACH STATEMENT EXECUTE FUNCTION linger()
        """);
    try {
      Eventually.within(PATIENCE)
          .holds(
              "rows are shed",
              () -> {
                create("shed");
                return value("domainflow_metrics_shed_rows") > shed;
              });
      assertThat(value("domainflow_metrics_cost_share")).isGreaterThan(0.01);
    } finally {
      execute("DROP FUNCTION linger CASCADE");
    }
  }

  @Test
  void operationsAreCountedByTheirEnd() {
    String labels = "{operation=\"pause_campaign\",outcome=\"ROLLED_BACK\"}";
    String id = create("counted");
    double count = value("domainflow_transaction_duration_seconds_count" + labels);
    double sum = value("domainflow_transaction_duration_seconds_sum" + labels);
    refuse(id);
    await("transaction_duration_seconds_count" + labels, value -> value == count + 1);
    await("transaction_duration_seconds_sum" + labels, value -> value > sum);
    await(
        "transaction_duration_seconds" + labels.replace("}", ",quantile=\"1.0\"}"),
        value -> value > 0);
  }

  @Test
  void retriesAreCountedByTheirReason() throws SQLException {
    String labels = "{operation=\"create_campaign\",sql_state=\"57P01\"}";
    double retries = value("domainflow_transaction_retries" + labels);
    retryOneCreation("retried");
    await("transaction_retries" + labels, value -> value == retries + 1);
  }

  /** Its first attempt waits for a lock when its connection is ended. */
  private static void retryOneCreation(String constant) throws SQLException {
    List<CompletableFuture<Answer>> creation = new ArrayList<>();
    whileLocked(
        "campaigns",
        () -> {
          creation.add(meanwhile(() -> client.post(CAMPAIGNS, definition(constant))));
          Eventually.within(PATIENCE).holds("its attempt is ended", MetricsScrapeIT::endCreation);
        });
    assertThat(creation.get(0).join().status()).isEqualTo(201);
  }

  private static boolean endCreation() throws SQLException {
    return isTrue(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND application_name = 'create_campaign'
        """);
  }

  /** Whether there is a row, and its value is true. */
  private static boolean isTrue(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
