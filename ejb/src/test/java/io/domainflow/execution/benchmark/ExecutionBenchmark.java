package io.domainflow.execution.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
 * Empty batches claimed and recorded in a second by one node's dispatcher, beside a plain loop that
 * takes turns with it; and how soon an idle node begins with new work. The system property {@code
 * benchmark.percent} makes all rounds shorter, to try them out.
 */
@ExtendWith({ExecutionBenchmark.Drop.class, ArquillianExtension.class})
@RunAsClient
class ExecutionBenchmark {

  private static final int ROUNDS = 9;
  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);

  /** Until all code is compiled. */
  private static final int WARM_UPS = 5;

  private static final int BATCHES = Math.max(100, 100_000 * PERCENT / 100);
  private static final int SAMPLES = Math.max(10, 200 * PERCENT / 100);

  /** One row at a time is slow: a fiftieth tells as much. */
  private static final int SINGLE_BATCHES = Math.max(50, BATCHES / 50);

  private static final int GROUP = 100;
  private static final double MEDIAN = 0.50;
  private static final double HIGH = 0.95;
  private static final double LIMIT_MILLIS = 50;

  /** Of what the plain loop does, with fewer guarantees. */
  private static final double LEAST_RATIO = 0.5;

  /** The product's own. */
  private static final int METRICS_PERCENT = 5;

  /** As another node would: its row changes, and this node hears nothing of it. */
  private static final String RELEASE =
      """
      WITH queued AS (
        UPDATE campaigns SET status = 'QUEUED', version = version + 1 WHERE id = '%1$s')
      UPDATE work_plans SET claimable = true, started = false WHERE campaign_id = '%1$s'
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
    return RemoteExecution.archive(ExecutionBenchmark.class, DATABASE, METRICS_PERCENT);
  }

  @Test
  @Tag("execution")
  void throughput(@ArquillianResource URL base) throws Exception {
    RemoteExecution node = new RemoteExecution(DATABASE, base.toURI());
    List<Double> dispatched = new ArrayList<>();
    List<Double> grouped = new ArrayList<>();
    List<Double> single = new ArrayList<>();
    try (PlainLoop plain = new PlainLoop(DATABASE)) {
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        node.execute("CHECKPOINT");
        double ofNode = node.run(BATCHES);
        node.execute("CHECKPOINT");
        double ofGroups = plain.run(BATCHES, GROUP);
        node.execute("CHECKPOINT");
        double ofSingles = plain.run(SINGLE_BATCHES, 1);
        if (round >= 0) {
          dispatched.add(ofNode);
          grouped.add(ofGroups);
          single.add(ofSingles);
        }
      }
    }
    BenchmarkResult beside =
        result("execution", "batch/s", dispatched, "JDBC, 100 at a time", grouped);
    BenchmarkReport.publish(
        List.of(
            beside,
            result("execution-single", "batch/s", dispatched, "JDBC, 1 at a time", single)));
    assertThat(beside.ratio()).isGreaterThan(LEAST_RATIO);
  }

  @Test
  @Tag("execution")
  void idleToStart(@ArquillianResource URL base) throws Exception {
    RemoteExecution node = new RemoteExecution(DATABASE, base.toURI());
    List<Double> here = new ArrayList<>();
    List<Double> elsewhere = new ArrayList<>();
    for (int sample = -WARM_UPS; sample < SAMPLES; sample++) {
      double started = startedAfter(node, false);
      double noticed = startedAfter(node, true);
      if (sample >= 0) {
        here.add(started);
        elsewhere.add(noticed);
      }
    }
    List<BenchmarkResult> results =
        List.of(
            latency("execution-start-p50", here, MEDIAN, "limit", LIMIT_MILLIS),
            latency("execution-start-p95", here, HIGH, "limit", LIMIT_MILLIS),
            latency("execution-notice-p50", elsewhere, MEDIAN, "limit", LIMIT_MILLIS),
            latency("execution-notice-p95", elsewhere, HIGH, "limit", LIMIT_MILLIS));
    BenchmarkReport.publish(results);
    assertThat(results).allSatisfy(result -> assertThat(result.ratio()).isLessThan(1));
  }

  /** Milliseconds from the call until the campaign has started; both clocks are this machine's. */
  private static double startedAfter(RemoteExecution node, boolean byAnother) throws Exception {
    UUID campaign = node.create(1);
    awaitIdleness();
    Instant asked;
    if (byAnother) {
      asked = Instant.now();
      node.execute(RELEASE.formatted(campaign));
    } else {
      asked = node.start(campaign);
    }
    node.awaitCompletion(campaign);
    Instant started = node.moment("SELECT started_at FROM campaigns WHERE id = ?", campaign);
    return Duration.between(asked, started).toNanos() / 1e6;
  }

  /** The node has nothing to do and waits, at any point of its wait. */
  private static void awaitIdleness() {
    long pause = Duration.ofMillis((long) (Math.random() * 1000)).toNanos();
    long begin = System.nanoTime();
    Eventually.until("the node idles", () -> System.nanoTime() - begin > pause);
  }

  private static BenchmarkResult latency(
      String name, List<Double> samples, double rank, String baseline, double millis) {
    List<Double> sorted = samples.stream().sorted().toList();
    double value = sorted.get((int) Math.ceil(rank * sorted.size()) - 1);
    return result(name, "ms", List.of(value), baseline, List.of(millis));
  }

  private static BenchmarkResult result(
      String name, String unit, List<Double> values, String baseline, List<Double> others) {
    return BenchmarkResult.of(
        name, RemoteExecution.WORKERS, unit, values, new Baseline(baseline, others));
  }
}
