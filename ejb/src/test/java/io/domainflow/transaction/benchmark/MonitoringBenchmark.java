package io.domainflow.transaction.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.metrics.ModeServlet;
import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import io.domainflow.transaction.benchmark.KitServlet.Contender;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
 * What it costs to record every operation: campaigns are created with monitoring on and off, in
 * short rounds that take turns within one deployment, the first of each pair changing. The system
 * property {@code benchmark.percent} makes all rounds shorter, to try them out.
 *
 * <p>How long PostgreSQL waits for the disk differs from second to second by more than monitoring
 * costs. So there are many pairs, and of each round the processors' time is told too.
 */
@ExtendWith({MonitoringBenchmark.Drop.class, ArquillianExtension.class})
@RunAsClient
class MonitoringBenchmark {

  private static final int PAIRS = 60;

  /** Each so many pairs, a round in which each record is a transaction of its own. */
  private static final int DURABLE_EVERY = 6;

  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);
  private static final int OPERATIONS = 3_000 * PERCENT / 100;
  private static final int WARM_UP = 8 * OPERATIONS;
  private static final int[] THREADS = {8, 64};
  private static final int MOST_THREADS = 64;

  /** Recording may cost a twentieth. */
  private static final double LIMIT = 0.95;

  private static final double MICROS = 1e6;

  /** What is measured is the cost of all rows, and not of those that were left. */
  private static final String COMPLETE = "dropped 0, shed 0";

  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final DatabaseProbe PROBE = new DatabaseProbe(DATABASE);

  /** What is compared, by the names of the modes. */
  private enum Mode {
    OFF,
    BUFFERED,
    DURABLE
  }

  /** Measures one mode. */
  private interface Round {
    Measured run(Mode mode) throws Exception;
  }

  /**
   * One round.
   *
   * @param perSecond operations in a second
   * @param cpuMicros the processors' time for each
   */
  private record Measured(double perSecond, double cpuMicros) {}

  /** What was measured with one number of threads. */
  private static final class Rounds {
    private final List<Map<Mode, Measured>> all = new ArrayList<>();

    void add(Map<Mode, Measured> measured) {
      all.add(measured);
    }

    List<Double> of(Mode mode, ToDoubleFunction<Measured> figure) {
      return besides(mode, mode, figure);
    }

    /** The rounds without monitoring that took turns with this mode's. */
    List<Double> besides(Mode mode, ToDoubleFunction<Measured> figure) {
      return besides(mode, Mode.OFF, figure);
    }

    PairedRatios ratios(Mode mode, ToDoubleFunction<Measured> figure) {
      return PairedRatios.of(of(mode, figure), besides(mode, figure));
    }

    private List<Double> besides(Mode mode, Mode wanted, ToDoubleFunction<Measured> figure) {
      return all.stream()
          .filter(measured -> measured.containsKey(mode))
          .map(measured -> Objects.requireNonNull(measured.get(wanted)))
          .map(figure::applyAsDouble)
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
    switchTo(kit, Mode.BUFFERED);
    kit.run(Contender.KIT, 1, 1, "");
    String hash = PROBE.hash();
    for (Mode mode : Mode.values()) {
      switchTo(kit, mode);
      kit.run(Contender.KIT, MOST_THREADS, WARM_UP, hash);
    }
    List<BenchmarkResult> results = new ArrayList<>();
    List<PairedRatios> buffered = new ArrayList<>();
    for (int threads : THREADS) {
      PROBE.checkpoint();
      Rounds rounds = new Rounds();
      for (int pair = 0; pair < PAIRS; pair++) {
        rounds.add(pair(pair, mode -> round(kit, threads, hash, mode)));
      }
      for (Mode mode : List.of(Mode.DURABLE, Mode.BUFFERED)) {
        tell(threads, mode, rounds);
        results.add(result(threads, mode, "", "1/s", Measured::perSecond, rounds));
        results.add(result(threads, mode, "-cpu", "us", Measured::cpuMicros, rounds));
      }
      buffered.add(rounds.ratios(Mode.BUFFERED, Measured::perSecond));
    }
    BenchmarkReport.publish(results);
    assertThat(buffered).allSatisfy(ratios -> assertThat(ratios.low()).isGreaterThan(LIMIT));
  }

  /** One pair of rounds, or three rounds; who goes first changes. */
  private static Map<Mode, Measured> pair(int pair, Round round) throws Exception {
    List<Mode> order = new ArrayList<>(List.of(Mode.OFF, Mode.BUFFERED));
    if (pair % DURABLE_EVERY == 0) {
      order.add(Mode.DURABLE);
    }
    if (pair % 2 == 1) {
      Collections.reverse(order);
    }
    Map<Mode, Measured> measured = new EnumMap<>(Mode.class);
    for (Mode mode : order) {
      measured.put(mode, round.run(mode));
    }
    return measured;
  }

  /** The time to store what waits when the last operation has ended counts as the processors'. */
  private static Measured round(RemoteKit kit, int threads, String hash, Mode mode)
      throws Exception {
    switchTo(kit, mode);
    Duration before = MachineCpu.used();
    double perSecond = kit.run(Contender.KIT, threads, OPERATIONS, hash).perSecond();
    switchTo(kit, mode);
    Duration used = MachineCpu.used().minus(before);
    return new Measured(perSecond, MICROS * used.toMillis() / 1000 / OPERATIONS);
  }

  private static void tell(int threads, Mode mode, Rounds rounds) {
    PairedRatios speed = rounds.ratios(mode, Measured::perSecond);
    PairedRatios cpu = rounds.ratios(mode, Measured::cpuMicros);
    System.out.printf(
        Locale.ROOT,
        "%s, %d threads, %d pairs (95 %% intervals): throughput %+.1f %% (%+.1f to %+.1f),"
            + " processors' time %+.1f %% (%+.1f to %+.1f)%n",
        mode,
        threads,
        rounds.of(mode, Measured::perSecond).size(),
        percent(speed.mean()),
        percent(speed.low()),
        percent(speed.high()),
        percent(cpu.mean()),
        percent(cpu.low()),
        percent(cpu.high()));
  }

  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }

  private static BenchmarkResult result(
      int threads,
      Mode mode,
      String suffix,
      String unit,
      ToDoubleFunction<Measured> figure,
      Rounds rounds) {
    return BenchmarkResult.of(
        "monitoring-" + mode.name().toLowerCase(Locale.ROOT) + suffix,
        threads,
        unit,
        rounds.of(mode, figure),
        new Baseline("monitoring off", rounds.besides(mode, figure)));
  }

  private static void switchTo(RemoteKit kit, Mode mode) throws Exception {
    assertThat(kit.get(ModeServlet.PATH + "?mode=" + mode)).isEqualTo(COMPLETE);
  }
}
