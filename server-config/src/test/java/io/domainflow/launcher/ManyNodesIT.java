package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three node processes with ten workers each do one campaign of a thousand batches, while they are
 * killed and frozen, and their database with them. Which, and when, is random; the seed is printed,
 * and the system property {@code chaos.seed} repeats it.
 */
class ManyNodesIT {

  private static final int NODES = 3;
  private static final int KILLS = 10;
  private static final int NAMES = 100_000;
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(6);

  /** The other faults take their time, too. */
  private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(2);

  /** So that the campaign outlasts the faults: thirty batches at a time. */
  private static final double SECONDS_FOR_A_BATCH = 4;

  /** So that nodes are killed while they record, too. */
  private static final double SECONDS_FOR_A_NAME = 0.0005;

  /** The lease of ten seconds, and what it takes to notice its end. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** One node may be left with the work of two, and each of its workers be in a batch. */
  private static final Duration LIMIT_OF_ALL = Duration.ofSeconds(25);

  /** Longer than the lease. */
  private static final Duration EXHAUSTION = Duration.ofSeconds(12);

  /**
   * A batch that nodes were lost with as often as this runs alone, and fails if that node is lost,
   * too. Ten kills come near the default of five by chance: in three trials the unluckiest batch
   * was lost 2, 3 and 4 times. The kills and the freeze together cannot reach this number.
   */
  private static final String ATTEMPTS_FOR_ALL_KILLS = Integer.toString(KILLS + 2);

  private static final Map<String, String> SETTINGS =
      Map.of("DOMAINFLOW_WORKERS", "10", "DOMAINFLOW_GENERATION_BATCH_SIZE", "100");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REFUSED = "domainflow_batches_refused_total";
  private static final String CAMPAIGN_ENDED = "the campaign ended before the faults did";

  private static final String RUNNING = "SELECT count(*) FROM campaigns WHERE status = 'RUNNING'";

  private static final String MOST_LOSSES = "SELECT max(losses) FROM work_batches";

  private static final String UNDONE = "SELECT count(*) FROM work_batches WHERE status <> 'DONE'";

  private static final String CHARGED =
      "SELECT count(*) FROM work_batches WHERE attempt - losses > 1";

  private static final String UNSETTLED =
      "SELECT count(*) FROM work_nodes WHERE gone_at IS NOT NULL AND NOT settled";

  private static final String CAMPAIGN =
      """
      {"name": "chaos", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "SUFFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
                      "tlds": ["com"], "count": "100000"}}
      """;

  @TempDir Path directory;

  private final long seed = Long.getLong("chaos.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void doEveryPositionOnceThoughTheyAreKilledAndFrozen() throws Exception {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("DOMAINFLOW_BATCH_ATTEMPTS", ATTEMPTS_FOR_ALL_KILLS);
    try (Cluster cluster = Cluster.start(directory, NODES, settings);
        LostWork lost = new LostWork(cluster.postgres())) {
      UUID id = begin(cluster);
      for (int kill = 0; kill < KILLS; kill++) {
        killOne(cluster, lost, BETWEEN_KILLS).start();
      }
      awaitAllAgain(cluster, lost);
      tell("first batch of each killed node", lost.firstDelays());
      tell("all batches of killed nodes", lost.delays());
      try (LostWork ofFrozen = new LostWork(cluster.postgres())) {
        freeze(cluster, ofFrozen);
        tell("all batches of the frozen node", ofFrozen.delays());
        assertThat(ofFrozen.delays()).allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT));
      }
      end(cluster, id);
      assertThat(lost.firstDelays())
          .hasSizeGreaterThan(KILLS / 2) // One that was only just ready had none yet.
          .allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT));
      assertThat(lost.delays()).allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT_OF_ALL));
    }
  }

  /**
   * How soon work is taken over depends on the database's faults, too: nothing is said of it. Four
   * kills are fewer than the attempts that a batch has by default.
   */
  @Test
  void doEveryPositionOnceThoughTheirDatabaseIsKilledAndTheirPoolsAreExhaustedBesides()
      throws Exception {
    try (Cluster cluster = Cluster.start(directory, NODES, SETTINGS);
        LostWork lost = new LostWork(cluster.postgres())) {
      UUID id = begin(cluster);
      ClusterNode first = killOne(cluster, lost, BETWEEN_FAULTS);
      killDatabase(cluster);
      first.start(); // Not before: a node that is being deployed needs the database all the time.
      killOne(cluster, lost, BETWEEN_FAULTS).start();
      assertThat(cluster.exhaustPools(id, EXHAUSTION)).containsKey(503);
      assertThat(cluster.offenders()).isEmpty();
      killOne(cluster, lost, BETWEEN_FAULTS).start();
      killOne(cluster, lost, BETWEEN_FAULTS).start();
      awaitAllAgain(cluster, lost);
      end(cluster, id);
    }
  }

  private UUID begin(Cluster cluster) throws SQLException {
    System.out.println("-Dchaos.seed=" + seed);
    UUID id = UUID.fromString(cluster.nodes().get(0).client().startCampaign(CAMPAIGN));
    cluster.slowDown(SECONDS_FOR_A_BATCH, SECONDS_FOR_A_NAME);
    return id;
  }

  private static void end(Cluster cluster, UUID id) throws SQLException, IOException {
    assertThat(cluster.number(RUNNING)).as(CAMPAIGN_ENDED).isEqualTo(1);
    System.out.println("losses of one batch, at most: " + cluster.number(MOST_LOSSES));
    cluster.slowDown(0, 0);
    cluster.nodes().get(0).client().awaitStatus(id.toString(), "COMPLETED", PATIENCE);
    storesEachNameOnce(cluster, id, NAMES);
  }

  /** Kills one of at least two that run, after a pause that is random. */
  private ClusterNode killOne(Cluster cluster, LostWork lost, Duration longestPause)
      throws Exception {
    long pause = random.nextLong(longestPause.toNanos());
    long begin = System.nanoTime();
    Eventually.within(PATIENCE)
        .holds(
            "two nodes run and some time has passed",
            () -> cluster.running().size() > 1 && System.nanoTime() - begin > pause);
    List<ClusterNode> running = cluster.running();
    ClusterNode node = running.get(random.nextInt(running.size()));
    long now = System.nanoTime();
    node.kill();
    System.out.printf("%s killed with %d batches%n", node.name(), lost.lost(node, now));
    assertThat(cluster.offenders()).isEmpty();
    return node;
  }

  private static void killDatabase(Cluster cluster) throws SQLException, IOException {
    cluster.postgres().kill();
    cluster.postgres().start();
    assertThat(cluster.offenders()).isEmpty();
  }

  private static void awaitAllAgain(Cluster cluster, LostWork lost)
      throws SQLException, IOException {
    cluster.nodes().forEach(ClusterNode::awaitReady);
    Eventually.within(PATIENCE).holds("all work is taken over", () -> lost.waiting() == 0);
    assertThat(cluster.offenders()).isEmpty();
  }

  /**
   * One node loses its work to the others while it is frozen, be it within a transaction, and then
   * cannot record it.
   */
  private void freeze(Cluster cluster, LostWork lost) throws Exception {
    ClusterNode node = cluster.nodes().get(random.nextInt(NODES));
    double refused = node.metric(REFUSED);
    long now = System.nanoTime();
    node.freeze();
    try {
      System.out.printf("%s frozen with %d batches%n", node.name(), lost.lost(node, now));
      Eventually.within(PATIENCE).holds("all work is taken over", () -> lost.waiting() == 0);
      assertThat(cluster.offenders()).isEmpty();
    } finally {
      node.thaw();
    }
    Eventually.within(PATIENCE)
        .holds("what it lost is refused", () -> node.metric(REFUSED) > refused);
    assertThat(cluster.offenders()).isEmpty();
  }

  /**
   * By the rows, by the counters and by the API. No batch is charged with what others did, and
   * nothing is left that waits for anybody.
   */
  static void storesEachNameOnce(Cluster cluster, UUID id, int names)
      throws SQLException, IOException {
    assertThat(cluster.offenders()).isEmpty();
    assertThat(cluster.number(UNDONE)).as("batches that are not done").isZero();
    assertThat(cluster.number(CHARGED)).as("batches that have failed once").isZero();
    cluster.awaitZero(PATIENCE, "nothing of a node that is gone is left", UNSETTLED);
    for (String count : List.of("count(*)", "count(DISTINCT \"offset\")", "count(DISTINCT name)")) {
      assertThat(cluster.number("SELECT " + count + " FROM generated_domains"))
          .as(count)
          .isEqualTo(names);
    }
    assertThat(cluster.number("SELECT max(\"offset\") FROM generated_domains"))
        .isEqualTo(names - 1);
    assertThat(cluster.number("SELECT min(\"offset\") FROM generated_domains")).isZero();
    ApiClient client = cluster.nodes().get(0).client();
    assertThat(client.campaign(id.toString()).getString("successfulItems"))
        .isEqualTo(Integer.toString(names));
    JsonObject comparison = client.get("/api/v1/campaigns/" + id + "/reconciliation").json();
    assertThat(comparison.getJsonArray("differences")).isEmpty();
  }

  private static void tell(String what, List<Duration> delays) {
    assertThat(delays).as(what).isNotEmpty();
    System.out.printf(
        "%s claimed by another: %d, p50 %d ms, p99 %d ms, longest %d ms%n",
        what,
        delays.size(),
        delays.get(delays.size() / 2).toMillis(),
        delays.get((int) Math.ceil(0.99 * delays.size()) - 1).toMillis(),
        delays.get(delays.size() - 1).toMillis());
  }
}
