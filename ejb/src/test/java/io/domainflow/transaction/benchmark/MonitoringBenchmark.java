package io.domainflow.transaction.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.metrics.ModeServlet;
import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import io.domainflow.transaction.benchmark.KitServlet.Contender;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * What it costs to record every operation: campaigns are created with monitoring on and off, in
 * short rounds that take turns within one deployment, the first of each pair changing. The system
 * property {@code benchmark.percent} makes all rounds shorter, to try them out.
 */
@ExtendWith({MonitoringBenchmark.Drop.class, ArquillianExtension.class})
@RunAsClient
class MonitoringBenchmark {

  private static final int PAIRS = 20;

  /** Each so many pairs, a round in which each record is a transaction of its own. */
  private static final int DURABLE_EVERY = 4;

  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);
  private static final int OPERATIONS = 8_000 * PERCENT / 100;
  private static final int WARM_UP = 3 * OPERATIONS;
  private static final int[] THREADS = {8, 64};
  private static final int MOST_THREADS = 64;

  /** The seed's limit. */
  private static final double LIMIT = 0.95;

  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final DatabaseProbe PROBE = new DatabaseProbe(DATABASE);

  private final HttpClient client = HttpClient.newHttpClient();

  /** What is compared, by the names of the modes. */
  private enum Mode {
    OFF,
    BUFFERED,
    DURABLE
  }

  /** Measures one mode. */
  private interface Round {
    double perSecond(Mode mode) throws Exception;
  }

  /** What was measured with one number of threads. */
  private static final class Rounds {
    private final List<Map<Mode, Double>> all = new ArrayList<>();

    void add(Map<Mode, Double> measured) {
      all.add(measured);
    }

    List<Double> of(Mode mode) {
      return besides(mode, mode);
    }

    /** The rounds without monitoring that took turns with this mode's. */
    List<Double> besides(Mode mode) {
      return besides(mode, Mode.OFF);
    }

    PairedRatios ratios(Mode mode) {
      return PairedRatios.of(of(mode), besides(mode));
    }

    private List<Double> besides(Mode mode, Mode wanted) {
      return all.stream()
          .filter(measured -> measured.containsKey(mode))
          .map(measured -> measured.getOrDefault(wanted, Double.NaN))
          .toList();
    }
  }

  /** The first of the extensions comes last at the end: the container is gone by then. */
  static final class Drop implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
      DATABASE.close();
    }
  }

  @Deployment(testable = false)
  static WebArchive archive() {
    return KitDeployment.archive(MonitoringBenchmark.class, DATABASE)
        .addClass(ModeServlet.class)
        .addPackage(Eventually.class.getPackage());
  }

  @Test
  @Tag("monitoring")
  void creation(@ArquillianResource URL base) throws Exception {
    RemoteKit kit = new RemoteKit(base.toURI());
    switchTo(base.toURI(), Mode.BUFFERED);
    kit.run(Contender.KIT, 1, 1, "");
    String hash = PROBE.hash();
    for (Mode mode : Mode.values()) {
      switchTo(base.toURI(), mode);
      kit.run(Contender.KIT, MOST_THREADS, WARM_UP, hash);
    }
    List<BenchmarkResult> results = new ArrayList<>();
    List<PairedRatios> buffered = new ArrayList<>();
    for (int threads : THREADS) {
      Rounds rounds = new Rounds();
      for (int pair = 0; pair < PAIRS; pair++) {
        rounds.add(pair(pair, mode -> round(base.toURI(), kit, threads, hash, mode)));
      }
      results.add(report(threads, Mode.DURABLE, rounds));
      results.add(report(threads, Mode.BUFFERED, rounds));
      buffered.add(rounds.ratios(Mode.BUFFERED));
    }
    BenchmarkReport.publish(results);
    assertThat(buffered).allSatisfy(ratios -> assertThat(ratios.low()).isGreaterThan(LIMIT));
  }

  /** One pair of rounds, or three rounds; who goes first changes. */
  private static Map<Mode, Double> pair(int pair, Round round) throws Exception {
    List<Mode> order = new ArrayList<>(List.of(Mode.OFF, Mode.BUFFERED));
    if (pair % DURABLE_EVERY == 0) {
      order.add(Mode.DURABLE);
    }
    if (pair % 2 == 1) {
      Collections.reverse(order);
    }
    Map<Mode, Double> measured = new EnumMap<>(Mode.class);
    for (Mode mode : order) {
      measured.put(mode, round.perSecond(mode));
    }
    return measured;
  }

  private double round(URI base, RemoteKit kit, int threads, String hash, Mode mode)
      throws Exception {
    switchTo(base, mode);
    PROBE.checkpoint();
    return kit.run(Contender.KIT, threads, OPERATIONS, hash).perSecond();
  }

  private static BenchmarkResult report(int threads, Mode mode, Rounds rounds) {
    PairedRatios ratios = rounds.ratios(mode);
    System.out.printf(
        "monitoring, %d threads: %s costs %.1f %% (95 %% interval %.1f to %.1f %%, %d pairs)%n",
        threads,
        mode,
        100 * (1 - ratios.mean()),
        100 * (1 - ratios.high()),
        100 * (1 - ratios.low()),
        rounds.of(mode).size());
    return BenchmarkResult.of(
        "monitoring-" + mode.name().toLowerCase(Locale.ROOT),
        threads,
        "1/s",
        rounds.of(mode),
        new Baseline("monitoring off", rounds.besides(mode)));
  }

  private void switchTo(URI base, Mode mode) throws Exception {
    String root = base.toString();
    URI uri =
        URI.create(root + (root.endsWith("/") ? "" : "/") + ModeServlet.PATH + "?mode=" + mode);
    String answer =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    assertThat(answer).isEqualTo("dropped 0");
  }
}
