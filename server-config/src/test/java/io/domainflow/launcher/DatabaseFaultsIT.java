package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.Eventually;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several nodes do when their database is killed, refuses them, or lets them wait. */
class DatabaseFaultsIT {

  private static final int NODES = 3;
  private static final int NAMES = 100_000;

  /** More than the connections of a node's pool. */
  private static final int REQUESTS = 50;

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

      exhaustPools(cluster, id);
      awaitEachRecords(cluster, "after the pools were exhausted");

      lockTable(cluster);
      awaitEachRecords(cluster, "after a table was locked");

      cluster.slowDown(0, 0);
      cluster.nodes().get(0).client().awaitStatus(id.toString(), "COMPLETED", PATIENCE);
      ManyNodesIT.storesEachNameOnce(cluster, id, NAMES);
      assertThat(cluster.number("SELECT count(*) FROM work_batches WHERE attempt - losses > 1"))
          .as("batches that were charged with what the database did")
          .isZero();
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
      last(FAULT);
    } finally {
      cluster.administrate("ALTER ROLE domainflow CONNECTION LIMIT -1");
    }
    assertThat(cluster.offenders()).isEmpty();
  }

  /** Requests wait for a lock, each with a connection, until the pools have none for the work. */
  private static void exhaustPools(Cluster cluster, UUID id) throws SQLException, IOException {
    HttpClient http = HttpClient.newHttpClient();
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    try (Connection connection = cluster.postgres().administrate();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE generated_domains IN ACCESS EXCLUSIVE MODE");
      for (ClusterNode node : cluster.nodes()) {
        HttpRequest names =
            node.client().request("/api/v1/campaigns/" + id + "/domains?limit=1").build();
        for (int request = 0; request < REQUESTS; request++) {
          answers.add(
              http.sendAsync(names, BodyHandlers.discarding()).thenApply(a -> a.statusCode()));
        }
      }
      last(FAULT);
      connection.rollback();
    }
    Map<Integer, Integer> statuses = new LinkedHashMap<>();
    answers.forEach(answer -> statuses.merge(answer.join(), 1, Integer::sum));
    System.out.println("answers while the pools were exhausted: " + statuses);
    assertThat(statuses).containsKey(503);
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
      last(LOCK);
      connection.rollback();
    }
    assertThat(cluster.number("SELECT count(*) FROM campaigns WHERE status = 'RUNNING'")).isOne();
    assertThat(cluster.offenders()).isEmpty();
    cluster.execute("UPDATE work_nodes SET wanted_workers = 10");
  }

  /** The fault has to last; there is nothing to wait for. */
  private static void last(Duration duration) {
    long begin = System.nanoTime();
    Eventually.within(duration.multipliedBy(2))
        .holds("the fault has lasted", () -> System.nanoTime() - begin > duration.toNanos());
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
