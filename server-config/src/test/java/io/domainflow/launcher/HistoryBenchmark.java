package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the questions of an operator take over HTTP when ten million operations of seven days
 * are kept, with the histograms of that time: what a server has counted itself, repeated.
 */
@Tag("history")
class HistoryBenchmark {

  private static final int ROUNDS = 30;
  private static final int WARM_UPS = 20;

  /** What an operator is not to wait longer for, in milliseconds. */
  private static final double LIMIT = 200;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String CAMPAIGN =
      """
      {"name": "history", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "PREFIX", "variableLength": 3, "characterSet": "abcdefghij",
                      "constant": "%s", "tlds": ["com"], "count": "1000"}}
      """;

  private static final String PARTITIONS =
      """
      SELECT make_transaction_metrics_partition(day::date)
        FROM generate_series(now() - interval '8 days', now(), interval '1 day') AS day
      """;

  /** One in a hundred has failed, one in a thousand of these was a deadlock. */
  private static final String ROWS =
      """
      INSERT INTO transaction_metrics (operation_name, campaign_id, duration_ms, duration_us, success,
             outcome, error_message, sql_state, isolation_level, created_at, node)
      SELECT (ARRAY['create_campaign', 'claim_batches', 'record_batch', 'start_campaign', 'fail_batch'])[1 + n % 5],
             md5((n % 2000)::text)::uuid, n % 50, (n % 50) * 1000 + n % 1000, n % 100 <> 0,
             CASE WHEN n % 100 <> 0 THEN 'COMMITTED' ELSE 'ROLLED_BACK' END,
             CASE WHEN n % 100 = 0 THEN 'deadlock detected' END, CASE WHEN n % 100 = 0 THEN '40P01' END,
             'READ COMMITTED', now() - n * interval '60.48 milliseconds', 'node' || n % 3
        FROM generate_series(1, 10000000) AS n
      """;

  /**
   * As the roll up leaves them: all three lengths, the newest hour not contained in a longer one.
   */
  private static final String HISTOGRAMS =
      """
      INSERT INTO transaction_histograms (id, period_start, period_seconds, operation_name, node,
             committed, rolled_back, in_doubt, retries, wasted_us, total_us, without_row, histogram, rolled_up)
      SELECT gen_random_uuid(), period, seconds, operation_name, CASE seconds WHEN 10 THEN 'node' || number ELSE '' END,
             committed, rolled_back, in_doubt, retries, wasted_us, total_us, without_row, histogram,
             seconds < 3600 AND period < date_trunc('hour', now())
        FROM (SELECT DISTINCT ON (operation_name) * FROM transaction_histograms
               WHERE period_seconds = 10 ORDER BY operation_name, committed DESC) AS counted,
             (VALUES (10, 3), (60, 1), (3600, 1)) AS length (seconds, nodes),
             generate_series(1, nodes) AS number,
             generate_series(date_trunc('hour', now()) - interval '7 days',
                             date_trunc('hour', now()) - seconds * interval '1 second',
                             seconds * interval '1 second') AS period
      """;

  @TempDir Path data;

  @Test
  void history() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        LauncherProcess launcher = LauncherProcess.startReady(data, settings(database))) {
      ApiClient client = new ApiClient(launcher.baseUri());
      record(client, database);
      for (String sql : List.of(PARTITIONS, HISTOGRAMS, ROWS, "VACUUM ANALYZE", "CHECKPOINT")) {
        execute(database, sql);
      }
      System.out.printf(
          "history: %d rows, %d histograms%n",
          number(database, "SELECT count(*) FROM transaction_metrics"),
          number(database, "SELECT count(*) FROM transaction_histograms"));
      List<BenchmarkResult> results = new ArrayList<>();
      questions().forEach((name, query) -> results.add(ask(client, name, query)));
      BenchmarkReport.publish(results);
      assertThat(results)
          .allSatisfy(result -> assertThat(result.value()).isLessThanOrEqualTo(LIMIT));
    }
  }

  private static Map<String, String> questions() {
    Instant now = Instant.now();
    String hour = "from=" + now.minus(Duration.ofHours(1)) + "&to=" + now;
    String day = "from=" + now.minus(Duration.ofDays(1)) + "&to=" + now;
    String week = "from=" + now.minus(Duration.ofDays(7)) + "&to=" + now;
    Instant middle = now.minus(Duration.ofDays(3));
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("page", "");
    questions.put("page-of-failures", "?success=false");
    questions.put("page-of-operation", "?operation=create_campaign&to=" + middle);
    questions.put("page-of-no-operation", "?operation=unheard_of");
    questions.put(
        "page-of-campaign-failures",
        "?campaign=c4ca4238-a0b9-2382-0dcc-509a6f75849b&success=false"); // md5('1')
    questions.put("stats-hour-by-minute", "/stats?bucket=60&" + hour);
    questions.put("stats-day-by-hour", "/stats?bucket=3600&" + day);
    questions.put("stats-week-by-hour", "/stats?bucket=3600&" + week);
    questions.put("stats-week-of-operation", "/stats?operation=create_campaign&" + week);
    questions.put(
        "stats-of-campaign", "/stats?campaign=c4ca4238-a0b9-2382-0dcc-509a6f75849b&" + week);
    questions.put("conflicts", "/conflicts");
    questions.put("active", "/active");
    return questions;
  }

  private static BenchmarkResult ask(ApiClient client, String name, String query) {
    List<Double> millis = new ArrayList<>();
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      ApiClient.Answer answer = client.get("/api/v1/transactions" + query);
      double took = (System.nanoTime() - start) / 1e6;
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      if (round >= 0) {
        millis.add(took);
      }
    }
    return BenchmarkResult.of(
        "history-" + name,
        1,
        "ms",
        millis,
        new Baseline("limit", Collections.nCopies(ROUNDS, LIMIT)));
  }

  /** So that there are histograms of every operation of a campaign's life. */
  private static void record(ApiClient client, TestDatabase database) {
    for (int number = 0; number < 20; number++) {
      String id = client.startCampaign(CAMPAIGN.formatted("history" + number));
      client.awaitStatus(id, "COMPLETED", PATIENCE);
    }
    Eventually.within(PATIENCE)
        .holds(
            "they are counted",
            () ->
                number(
                        database,
                        "SELECT coalesce(sum(committed), 0) FROM transaction_histograms"
                            + " WHERE operation_name = 'start_campaign'")
                    == 20);
  }

  private static Map<String, String> settings(TestDatabase database) {
    return Map.of(
        "DOMAINFLOW_DB_URL", database.jdbcUrl(),
        "DOMAINFLOW_DB_USER", database.user(),
        "DOMAINFLOW_DB_PASSWORD", database.password(),
        "DOMAINFLOW_METRICS_RETENTION_DAYS", "30");
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(TestDatabase database, String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }
}
