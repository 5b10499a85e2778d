package io.domainflow.launcher;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a second, third and fourth node adds on one machine: batches of a single name recorded in a
 * second, of campaigns whose patterns share nothing. The nodes are processes; those that are not to
 * take part in a round are frozen. The system property {@code benchmark.percent} makes all rounds
 * shorter, to try them out.
 */
@Tag("execution-nodes")
class NodesBenchmark {

  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);
  private static final int ROUNDS = 5;
  private static final int NODES = 4;
  private static final int CAMPAIGNS = 16;
  private static final int WORKERS = 10;
  private static final int NAMES = Math.max(20, 1_000 * PERCENT / 100);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String CAMPAIGN =
      """
      {"name": "nodes", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "PREFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop%d",
                      "tlds": ["com"], "count": "%d"}}
      """;

  private static final String MICROSECONDS =
      """
      SELECT CAST(1000000 * extract(epoch FROM max(completed_at) - min(started_at)) AS bigint)
        FROM (SELECT * FROM campaigns ORDER BY created_at DESC LIMIT %d) AS of_round
      """;

  @TempDir Path directory;

  @Test
  void nodes() throws Exception {
    List<List<Double>> values = new ArrayList<>();
    for (int nodes = 0; nodes < NODES; nodes++) {
      values.add(new ArrayList<>());
    }
    Map<String, String> settings =
        Map.of(
            "DOMAINFLOW_WORKERS", String.valueOf(WORKERS), "DOMAINFLOW_GENERATION_BATCH_SIZE", "1");
    try (Cluster cluster = Cluster.start(directory, NODES, settings)) {
      for (int round = -1; round < ROUNDS; round++) {
        for (int nodes = 1; nodes <= NODES; nodes++) {
          double perSecond = run(cluster, nodes);
          if (round >= 0) {
            values.get(nodes - 1).add(perSecond);
          }
        }
      }
    }
    List<BenchmarkResult> results = new ArrayList<>();
    for (int nodes = 2; nodes <= NODES; nodes++) {
      results.add(
          BenchmarkResult.of(
              "execution-nodes-" + nodes,
              WORKERS * nodes,
              "batch/s",
              values.get(nodes - 1),
              new Baseline("one node", values.get(0))));
    }
    BenchmarkReport.publish(results);
  }

  private static double run(Cluster cluster, int nodes) throws Exception {
    List<ClusterNode> left = cluster.nodes().subList(nodes, NODES);
    ApiClient client = cluster.nodes().get(0).client();
    cluster.administrate("CHECKPOINT");
    for (ClusterNode node : left) {
      node.freeze();
    }
    try {
      for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
        client.startCampaign(CAMPAIGN.formatted(campaign, NAMES));
      }
      cluster.awaitZero(
          PATIENCE,
          "all campaigns are done",
          "SELECT count(*) FROM campaigns WHERE completed_at IS NULL");
    } finally {
      for (ClusterNode node : left) {
        node.thaw();
      }
    }
    return CAMPAIGNS * NAMES * 1e6 / cluster.number(MICROSECONDS.formatted(CAMPAIGNS));
  }
}
