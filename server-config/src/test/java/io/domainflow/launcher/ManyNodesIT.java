package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three node processes with ten workers each do one campaign of a thousand batches, while they are
 * killed and frozen. Which, and when, is random; the seed is printed, and the system property
 * {@code chaos.seed} repeats it.
 */
class ManyNodesIT {

  private static final int NODES = 3;
  private static final int KILLS = 10;
  private static final int NAMES = 100_000;
  private static final int MILLIS_BETWEEN_KILLS = 6_000;

  /** So that the campaign outlasts the faults: thirty batches at a time. */
  private static final double SECONDS_FOR_A_BATCH = 4;

  /** So that nodes are killed while they record, too. */
  private static final double SECONDS_FOR_A_NAME = 0.0005;

  /** The lease of ten seconds, and what it takes to notice its end. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** One node may be left with the work of two, and each of its workers be in a batch. */
  private static final Duration LIMIT_OF_ALL = Duration.ofSeconds(25);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REFUSED = "domainflow_batches_refused_total";
  private static final String CAMPAIGN_ENDED = "the campaign ended before the faults did";

  private static final String RUNNING = "SELECT count(*) FROM campaigns WHERE status = 'RUNNING'";

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
    System.out.println("-Dchaos.seed=" + seed);
    try (Cluster cluster = Cluster.start(directory, NODES, settings());
        LostWork lost = new LostWork(cluster.postgres())) {
      UUID id = UUID.fromString(cluster.nodes().get(0).client().startCampaign(CAMPAIGN));
      cluster.slowDown(SECONDS_FOR_A_BATCH, SECONDS_FOR_A_NAME);
      for (int kill = 0; kill < KILLS; kill++) {
        kill(cluster, lost);
      }
      awaitAllAgain(cluster, lost);
      tell("first batch of each killed node", lost.firstDelays());
      tell("all batches of killed nodes", lost.delays());
      try (LostWork ofFrozen = new LostWork(cluster.postgres())) {
        freeze(cluster, ofFrozen);
        tell("all batches of the frozen node", ofFrozen.delays());
        assertThat(ofFrozen.delays()).allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT));
      }
      assertThat(cluster.number(RUNNING)).as(CAMPAIGN_ENDED).isEqualTo(1);

      cluster.slowDown(0, 0);
      cluster.nodes().get(0).client().awaitStatus(id.toString(), "COMPLETED", PATIENCE);
      storesEachNameOnce(cluster, id, NAMES);
      assertThat(lost.firstDelays())
          .hasSizeGreaterThan(KILLS / 2) // One that was only just ready had none yet.
          .allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT));
      assertThat(lost.delays()).allSatisfy(delay -> assertThat(delay).isLessThan(LIMIT_OF_ALL));
    }
  }

  /**
   * One that was with a killed node as often as a batch may fail would be claimed alone, and fail
   * with the next kill: ten of them within a minute or two look like its doing.
   */
  private static Map<String, String> settings() {
    return Map.of(
        "DOMAINFLOW_WORKERS", "10",
        "DOMAINFLOW_GENERATION_BATCH_SIZE", "100",
        "DOMAINFLOW_BATCH_ATTEMPTS", "50");
  }

  /** Kills one of at least two that run, and starts it again. */
  private void kill(Cluster cluster, LostWork lost) throws Exception {
    long pause = Duration.ofMillis(random.nextInt(MILLIS_BETWEEN_KILLS)).toNanos();
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
    node.start();
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

  /** By the rows, by the counters and by the API. */
  static void storesEachNameOnce(Cluster cluster, UUID id, int names)
      throws SQLException, IOException {
    assertThat(cluster.offenders()).isEmpty();
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
