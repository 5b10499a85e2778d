package io.domainflow.execution.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import java.net.URL;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a claim takes while empty batches are run: on a fresh database, and beside a million
 * finished batches and a transaction that has been open since before the rounds, so that no old row
 * version can be removed. Of each claim there is a row of monitoring, which is where the times come
 * from.
 */
@ExtendWith({ClaimBenchmark.Drop.class, ArquillianExtension.class})
@RunAsClient
class ClaimBenchmark {

  private static final int ROUNDS = 5;
  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);
  private static final int BATCHES = Math.max(200, 100_000 * PERCENT / 100);

  /** Until all code is compiled. */
  private static final int WARM_UPS = 4;

  /** Thousands of claims of one campaign, each of which leaves an old version of the plan's row. */
  private static final int HINDERED_BATCHES = 5 * BATCHES;

  private static final int FINISHED = Math.max(1_000, 1_000_000 * PERCENT / 100);
  private static final double LIMIT_MILLIS = 10;
  private static final int EVERY_ROW = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final List<String> FINISHED_BATCHES =
      List.of(
          """
          INSERT INTO campaigns
                 (id, name, type, status, version, total_items, processed_items, successful_items,
                  created_at, completed_at)
          VALUES ('00000000-0000-7000-8000-000000000000', 'finished', 'EMPTY', 'COMPLETED', 1,
                  %1$d, %1$d, %1$d, clock_timestamp(), clock_timestamp())
          """,
          """
          INSERT INTO work_plans
                 (campaign_id, next_position, end_position, next_batch, batch_size)
          VALUES ('00000000-0000-7000-8000-000000000000', %1$d, %1$d, %1$d, 1)
          """,
          """
          INSERT INTO work_batches
                 (campaign_id, number, first_position, size, status, attempt, lease_epoch, node,
                  claimed_at, done_at)
          SELECT '00000000-0000-7000-8000-000000000000', number, number, 1, 'DONE', 1, 1,
                 'finished', clock_timestamp(), clock_timestamp()
            FROM generate_series(0, %1$d - 1) AS number
          """);

  private static final String CLAIMS =
      """
      SELECT CAST(percentile_disc(?) WITHIN GROUP (ORDER BY duration_us) AS double precision) / 1000
        FROM transaction_metrics
       WHERE operation_name = 'claim_batches' AND success AND created_at > ?
      """;

  private static final String COUNT =
      """
      SELECT count(*) FROM transaction_metrics
       WHERE operation_name = 'claim_batches' AND success AND created_at > ?
      """;

  private static final TestDatabase DATABASE = TestDatabase.create();

  /** The first of the extensions comes last at the end: the container is gone by then. */
  static final class Drop implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
      DATABASE.close();
    }
  }

  @Deployment(testable = false)
  static WebArchive archive() {
    return RemoteExecution.archive(ClaimBenchmark.class, DATABASE, EVERY_ROW);
  }

  @Test
  @Tag("execution")
  void claim(@ArquillianResource URL base) throws Exception {
    RemoteExecution node = new RemoteExecution(DATABASE, base.toURI());
    for (int round = 0; round < WARM_UPS; round++) {
      node.run(BATCHES);
    }
    List<Measured> fresh = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      fresh.add(round(node, BATCHES));
    }
    for (String sql : FINISHED_BATCHES) {
      node.execute(sql.formatted(FINISHED));
    }
    node.execute("ANALYZE");
    List<Measured> hindered = new ArrayList<>();
    try (Connection old = openTransaction()) {
      for (int round = 0; round < ROUNDS; round++) {
        hindered.add(round(node, HINDERED_BATCHES));
      }
      old.rollback();
    }
    List<BenchmarkResult> results =
        List.of(
            result("claim-p50", fresh, Measured::median),
            result("claim-p99", fresh, Measured::high),
            result("claim-p50-hindered", hindered, Measured::median),
            result("claim-p99-hindered", hindered, Measured::high));
    BenchmarkReport.publish(results);
    assertThat(results).allSatisfy(result -> assertThat(result.ratio()).isLessThan(1));
  }

  /** What one round showed of its claims, in milliseconds, and of its batches. */
  private record Measured(double median, double high, double perSecond) {}

  private static Measured round(RemoteExecution node, int batches) throws Exception {
    OffsetDateTime begin = Instant.now().atOffset(ZoneOffset.UTC);
    double perSecond = node.run(batches);
    Eventually.within(PATIENCE)
        .holds("the rows of the claims are stored", () -> node.number(COUNT, begin) > 0);
    Measured measured =
        new Measured(node.number(CLAIMS, 0.50, begin), node.number(CLAIMS, 0.99, begin), perSecond);
    System.out.println(measured);
    return measured;
  }

  /** It has seen the database, has an id, and does nothing. */
  private static Connection openTransaction() throws SQLException {
    Connection connection = DATABASE.dataSource().getConnection();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_current_xact_id()");
    }
    return connection;
  }

  private static BenchmarkResult result(
      String name, List<Measured> rounds, ToDoubleFunction<Measured> figure) {
    return BenchmarkResult.of(
        name,
        RemoteExecution.WORKERS,
        "ms",
        rounds.stream().map(figure::applyAsDouble).toList(),
        new Baseline("limit", Collections.nCopies(rounds.size(), LIMIT_MILLIS)));
  }
}
