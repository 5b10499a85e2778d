package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that are stopped (SIGTERM), or told to have no workers, while they have batches. Their
 * lease is a minute: what others can have sooner was handed back.
 */
class OrderlyStopIT {

  /** 128 and the number of SIGTERM: what a process has that was asked to end, and did. */
  private static final int TERMINATED = 143;

  /** The ten seconds that a node waits for its batches, and what else an end takes. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(18);

  private static final Duration IDLE_LIMIT = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String NODES = "/api/v1/nodes";
  private static final int WORKERS = 4;
  private static final int BATCHES = 20;
  private static final int BATCH_SIZE = 5_000;

  /** Longer than the drain, and longer than the launcher lets a server live that is to stop. */
  private static final double ENDLESS = 30;

  private static final double SECONDS = 3;

  private static final String CAMPAIGN =
      """
      {"name": "%1$s", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "SUFFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "%1$s",
                      "tlds": ["com"], "count": "100000"}}
      """;

  private static final String CLAIMED =
      "SELECT count(*) FROM work_batches WHERE status = 'CLAIMED' AND node LIKE ?";

  private static final String LEFT =
      """
      SELECT count(*) FROM work_nodes
       WHERE node = ? AND left_orderly AND settled AND gone_at < lease_until
      """;

  private static final String SLEEPING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

  private static final String MICROS = "(extract(epoch FROM %s) * 1000000)::bigint";

  @TempDir private static Path directory;
  private static Cluster cluster;
  private static ClusterNode leaving;
  private static ClusterNode staying;

  @BeforeAll
  static void start() throws IOException, SQLException {
    cluster =
        Cluster.start(
            directory,
            2,
            Map.of(
                "DOMAINFLOW_WORKERS", Integer.toString(WORKERS),
                "DOMAINFLOW_GENERATION_BATCH_SIZE", Integer.toString(BATCH_SIZE),
                "DOMAINFLOW_LEASE_MS", "60000",
                "DOMAINFLOW_HEARTBEAT_MS", "300",
                "DOMAINFLOW_POLL_MS", "100"));
    leaving = cluster.nodes().get(0);
    staying = cluster.nodes().get(1);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void bothNodesRun() throws IOException, SQLException {
    cluster.slowDown(0, 0);
    if (!alive(leaving)) {
      leaving.start();
      leaving.awaitReady();
    }
  }

  private static List<JsonObject> nodes() {
    return staying.client().get(NODES).json().getJsonArray("items").stream()
        .map(JsonValue::asJsonObject)
        .filter(node -> node.getBoolean("alive"))
        .toList();
  }

  private static boolean alive(ClusterNode node) {
    return nodes().stream().anyMatch(one -> isOf(node, one));
  }

  private static boolean isOf(ClusterNode node, JsonObject one) {
    return one.getString("node").startsWith(node.name() + "/");
  }

  private static JsonObject look(ClusterNode node) {
    return nodes().stream().filter(one -> isOf(node, one)).findFirst().orElseThrow();
  }

  /** Asks the node to have so many workers, and waits until it has. */
  private static void setWorkers(ClusterNode node, int workers) {
    Answer answer =
        staying
            .client()
            .send(
                staying
                    .client()
                    .request(NODES + "/" + look(node).getString("node"))
                    .header("Content-Type", "application/json")
                    .method("PATCH", BodyPublishers.ofString("{\"workers\": " + workers + "}")));
    assertThat(answer.status()).isEqualTo(200);
    Eventually.within(PATIENCE)
        .holds(
            node.name() + " has " + workers + " workers",
            () -> look(node).getInt("workers") == workers);
  }

  private static long claimed(ClusterNode node) throws SQLException, IOException {
    return cluster.number(CLAIMED, node.name() + "/%");
  }

  /** A campaign that was started, while no node has a worker. */
  private static UUID waiting(String constant) {
    setWorkers(staying, 0);
    setWorkers(leaving, 0);
    return UUID.fromString(staying.client().startCampaign(CAMPAIGN.formatted(constant)));
  }

  /** One that was quick before claims a little more than its workers can begin. */
  private static void awaitClaimed(ClusterNode node, int least) {
    Eventually.within(PATIENCE)
        .holds(node.name() + " has " + least + " batches", () -> claimed(node) >= least);
  }

  /** So many batches are being worked on: they sleep in the database. */
  private static void awaitBegun(int batches) {
    Eventually.within(PATIENCE)
        .holds(batches + " batches have begun", () -> cluster.number(SLEEPING) == batches);
  }

  private static long batches(UUID campaign, String condition) throws SQLException, IOException {
    return cluster.number(
        "SELECT count(*) FROM work_batches WHERE campaign_id = ? AND " + condition, campaign);
  }

  private static void endsWithEachNameOnce(UUID campaign) throws SQLException, IOException {
    staying.client().awaitStatus(campaign.toString(), "COMPLETED", PATIENCE);
    for (String count :
        List.of("count(*)", "count(DISTINCT name)", "max(\"offset\") - min(\"offset\") + 1")) {
      assertThat(
              cluster.number(
                  "SELECT " + count + " FROM generated_domains WHERE campaign_id = ?", campaign))
          .as(count)
          .isEqualTo(BATCHES * BATCH_SIZE);
    }
    assertThat(batches(campaign, "status = 'DONE' AND attempt = 1")).isEqualTo(BATCHES);
    assertThat(cluster.offenders()).isEmpty();
  }

  /** Stops the node, which has to leave as it should, and within the limit. */
  private static void leaves(ClusterNode node, Duration limit) throws Exception {
    String name = look(node).getString("node");
    long begin = System.nanoTime();
    int exitCode = node.stop();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    System.out.printf("%s ended after %d ms%n", name, took.toMillis());
    assertThat(took).isLessThan(limit);
    assertThat(exitCode).isEqualTo(TERMINATED);
    assertThat(node.output()).contains("stopped").doesNotContain("killed", "domainflow: ");
    assertThat(cluster.number(LEFT, name)).as("left, and nothing is held for it").isEqualTo(1);
    assertThat(claimed(node)).isZero();
  }

  /**
   * Two batches take longer than a node that stops waits for its batches, two do not, and others
   * may wait for a worker. Nobody takes what is handed back until it was looked at.
   */
  @Test
  void stoppedInTheMiddleOfItsBatchesANodeEndsThemOrHandsThemBackAtOnce() throws Exception {
    UUID campaign = waiting("stopped");
    cluster.slowDown(ENDLESS, 0);
    setWorkers(leaving, 2);
    awaitBegun(2);
    cluster.slowDown(SECONDS, 0);
    setWorkers(leaving, WORKERS);
    awaitBegun(WORKERS);
    long signal = cluster.number("SELECT " + MICROS.formatted("clock_timestamp()"));

    leaves(leaving, DRAIN_LIMIT);
    assertThat(
            batches(
                campaign, "status = 'DONE' AND " + MICROS.formatted("done_at") + " > " + signal))
        .as("recorded after the signal")
        .isPositive();
    long handedBack = batches(campaign, "status = 'READY' AND attempt = 0 AND error IS NULL");
    assertThat(handedBack).isGreaterThanOrEqualTo(2);
    assertThat(batches(campaign, "status <> 'DONE'")).isEqualTo(handedBack);
    assertThat(cluster.offenders()).isEmpty();

    cluster.slowDown(0, 0);
    setWorkers(staying, WORKERS);
    endsWithEachNameOnce(campaign);
  }

  @Test
  void stoppedWithNothingToDoANodeEndsAtOnce() throws Exception {
    assertThat(claimed(leaving)).isZero();
    leaves(leaving, IDLE_LIMIT);
  }

  @Test
  void toldToHaveNoWorkersANodeEndsItsBatchesAndHoldsNoneUntilItHasSomeAgain() throws Exception {
    UUID campaign = waiting("resting");
    cluster.slowDown(1, 0);
    setWorkers(leaving, WORKERS);
    awaitClaimed(leaving, WORKERS);
    setWorkers(leaving, 0);
    Eventually.within(PATIENCE).holds("it holds nothing", () -> claimed(leaving) == 0);
    long done = batches(campaign, "status = 'DONE' AND attempt = 1");
    assertThat(done).isBetween(1L * WORKERS, BATCHES - 1L);
    assertThat(batches(campaign, "true")).as("nothing was handed back").isEqualTo(done);
    awaitHeartbeats();
    assertThat(batches(campaign, "true")).as("nothing was claimed").isEqualTo(done);
    assertThat(look(leaving).getInt("inFlight")).isZero();
    assertThat(staying.client().campaign(campaign.toString()).getString("status"))
        .isEqualTo("RUNNING");
    assertThat(cluster.offenders()).isEmpty();

    setWorkers(leaving, WORKERS);
    awaitClaimed(leaving, WORKERS);
    cluster.slowDown(0, 0);
    endsWithEachNameOnce(campaign);
    setWorkers(staying, WORKERS);
  }

  /** A second, in which the node would have asked for work ten times. */
  private static void awaitHeartbeats() {
    String first = look(leaving).getString("lastHeartbeatAt");
    Instant later = Instant.parse(first).plusSeconds(1);
    Eventually.within(PATIENCE)
        .holds(
            "the node has lived for another second",
            () -> Instant.parse(look(leaving).getString("lastHeartbeatAt")).isAfter(later));
  }
}
