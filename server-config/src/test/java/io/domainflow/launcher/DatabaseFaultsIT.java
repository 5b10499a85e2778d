package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several nodes do when their database is killed, refuses them, or lets them wait. */
class DatabaseFaultsIT {

  private static final int NODES = 3;
  private static final int NAMES = 100_000;

  /** Longer than the lease of ten seconds. */
  private static final Duration FAULT = Duration.ofSeconds(12);

  /**
   * Longer than five attempts of ten seconds, with the wait for each batch between them: so long it
   * took to fail the campaign when a recording that was too late counted as a failed attempt.
   */
  private static final Duration LOCK = Duration.ofSeconds(62);

  private static final double SECONDS_FOR_A_BATCH = 1.5;
  private static final double SECONDS_FOR_A_NAME = 0.0002;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CLAIMED =
      "SELECT count(*) FROM work_batches WHERE status = 'CLAIMED'";

  private static final String RECORDED = "domainflow_batches_recorded_total";

  private static final String CAMPAIGN =
      """
      {"name": "faults", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "SUFFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
                      "tlds": ["com"], "count": "100000"}}
      """;

  @TempDir Path directory;

  @Test
  void leaveNothingLostAndNoNodeIdle() throws Exception {
    try (Cluster cluster = Cluster.start(directory, NODES, settings())) {
      UUID id = UUID.fromString(cluster.nodes().get(0).client().startCampaign(CAMPAIGN));
      cluster.slowDown(SECONDS_FOR_A_BATCH, SECONDS_FOR_A_NAME);
      awaitEachRecords(cluster, "after the start");

      cluster.postgres().kill();
      cluster.postgres().start();
      assertThat(cluster.offenders()).isEmpty();
      awaitEachRecords(cluster, "after PostgreSQL was killed");

      refuseConnections(cluster);
      awaitEachRecords(cluster, "after PostgreSQL refused connections");

      Map<Integer, Integer> answers = cluster.exhaustPools(id, FAULT);
      System.out.println("answers while the pools were exhausted: " + answers);
      assertThat(answers).containsKey(503);
      assertThat(cluster.offenders()).isEmpty();
      awaitEachRecords(cluster, "after the pools were exhausted");

      lockTable(cluster);
      awaitEachRecords(cluster, "after a table was locked");

      cluster.slowDown(0, 0);
      cluster.nodes().get(0).client().awaitStatus(id.toString(), "COMPLETED", PATIENCE);
      ManyNodesIT.storesEachNameOnce(cluster, id, NAMES);
    }
  }

  private static Map<String, String> settings() {
    return Map.of(
        "DOMAINFLOW_WORKERS", "10",
        "DOMAINFLOW_GENERATION_BATCH_SIZE", "100",
        "DOMAINFLOW_RETRY_DELAY_MS", "1");
  }

  /** PostgreSQL ends all connections but one, and grants no other. */
  private static void refuseConnections(Cluster cluster) throws SQLException, IOException {
    cluster.administrate("ALTER ROLE domainflow CONNECTION LIMIT 1");
    try {
      cluster.administrate(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE usename = 'domainflow' AND pid <> pg_backend_pid()
          """);
      Cluster.last(FAULT);
    } finally {
      cluster.administrate("ALTER ROLE domainflow CONNECTION LIMIT -1");
    }
    assertThat(cluster.offenders()).isEmpty();
  }

  /**
   * Nothing can be recorded. Each node has one worker, so that it records batches one by one: those
   * of a bundle wait for each other, and fail later.
   */
  private static void lockTable(Cluster cluster) throws SQLException, IOException {
    cluster.execute("UPDATE work_nodes SET wanted_workers = 1");
    Eventually.within(PATIENCE)
        .holds("each node has one batch at most", () -> cluster.number(CLAIMED) <= NODES);
    try (Connection connection = cluster.postgres().administrate();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE generated_domains IN SHARE MODE");
      Cluster.last(LOCK);
      connection.rollback();
    }
    assertThat(cluster.number("SELECT count(*) FROM campaigns WHERE status = 'RUNNING'")).isOne();
    assertThat(cluster.offenders()).isEmpty();
    cluster.execute("UPDATE work_nodes SET wanted_workers = 10");
  }

  private static void awaitEachRecords(Cluster cluster, String when) {
    long begin = System.nanoTime();
    Map<ClusterNode, Double> before = new LinkedHashMap<>();
    for (ClusterNode node : cluster.nodes()) {
      before.put(node, node.metric(RECORDED));
    }
    before.forEach(
        (node, recorded) ->
            Eventually.within(PATIENCE)
                .holds(node.name() + " records " + when, () -> node.metric(RECORDED) > recorded));
    System.out.printf(
        "each node records %s: %d ms%n",
        when, Duration.ofNanos(System.nanoTime() - begin).toMillis());
  }
}
