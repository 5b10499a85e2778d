package io.domainflow.transaction.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.TestDatabase;
import io.domainflow.transaction.benchmark.KitServlet.Contender;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What an operation of the kit costs, in rounds that take turns on one database with fsync on. The
 * system property {@code benchmark.percent} makes all rounds shorter, to try them out.
 */
@ExtendWith({KitBenchmark.Drop.class, ArquillianExtension.class})
class KitBenchmark {

  private static final int ROUNDS = 5;
  private static final int PERCENT = Integer.getInteger("benchmark.percent", 100);

  /** Until all code is compiled; with all threads, so that the pools are full as well. */
  private static final Size WARM_UP = new Size(64, 20_000);

  private static final List<Size> CREATIONS =
      List.of(new Size(1, 4_000), new Size(8, 16_000), new Size(64, 16_000));

  private static final List<Size> ROLLBACKS =
      List.of(new Size(1, 2_000), new Size(8, 2_000), new Size(64, 2_000));

  /** In blocks of {@link KitServlet#CALLS}. */
  private static final Size CPU = new Size(1, 200);

  private static final Size CREATION_CPU = new Size(1, 4);

  private static final double ROLLBACK_LIMIT_MILLIS = 50;
  private static final double CPU_LIMIT_MICROS = 20;
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final double MAXIMUM = 100;

  private static final String KIT = "kit";
  private static final String PLAIN = "EJB without the kit";
  private static final String RAW = "JDBC, HikariCP";
  private static final String PGBENCH = "pgbench -M prepared";

  /** The name of the driver's sessions that have no other. */
  private static final String DRIVER = "PostgreSQL JDBC Driver";

  /** Made before the archive, which names it; dropped after the last benchmark. */
  private static final TestDatabase DATABASE = TestDatabase.create();

  private static final DatabaseProbe PROBE = new DatabaseProbe(DATABASE);

  /** How many threads do how many operations together. */
  private record Size(int threads, int operations) {

    int scaled() {
      return Math.max(threads, operations * PERCENT / 100);
    }
  }

  /** One turn of one contender. */
  @FunctionalInterface
  private interface Turn {
    double take(Size size) throws Exception;
  }

  @Deployment(testable = false)
  static WebArchive archive() {
    return KitDeployment.archive(KitBenchmark.class, DATABASE);
  }

  /** The first of the extensions comes last at the end: the container is gone by then. */
  static final class Drop implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
      DATABASE.close();
    }
  }

  @BeforeEach
  void isDurable() throws Exception {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(PROBE.setting(setting)).as(setting).isEqualTo("on");
    }
  }

  @Test
  @Tag("kit-create")
  void creation(@ArquillianResource URL base) throws Exception {
    RemoteKit kit = new RemoteKit(base.toURI());
    try (RawJdbc raw = new RawJdbc(DATABASE)) {
      String hash = openPattern(kit);
      Map<String, Turn> contenders = new LinkedHashMap<>();
      contenders.put(KIT, size -> create(kit, Contender.KIT, size, hash));
      contenders.put(PLAIN, size -> create(kit, Contender.PLAIN, size, hash));
      contenders.put(RAW, size -> raw.create(size.threads(), size.scaled(), hash).perSecond());
      if (Pgbench.isInstalled()) {
        Pgbench pgbench = new Pgbench(DATABASE, hash);
        contenders.put(PGBENCH, size -> pgbench.create(size.threads(), size.scaled()));
      } else {
        System.out.println("pgbench is not on the PATH: kit-create goes without it.");
      }
      storesTheSame(contenders);
      warmUp(contenders);
      haveTheirConnections(DRIVER, KitDeployment.PLAIN, RawJdbc.APPLICATION);
      List<BenchmarkResult> results = new ArrayList<>();
      for (Size size : CREATIONS) {
        results.addAll(results("kit-create", "1/s", size, rounds(contenders, size)));
      }
      BenchmarkReport.publish(results);
    }
  }

  @Test
  @Tag("kit-create")
  @Tag("kit-cpu")
  void cpu(@ArquillianResource URL base) throws Exception {
    RemoteKit kit = new RemoteKit(base.toURI());
    Map<String, List<Double>> operation =
        cpuRounds(kit, CPU, Contender.KIT_CPU, Contender.PLAIN_CPU, "");
    operation.put("limit", Collections.nCopies(ROUNDS, CPU_LIMIT_MICROS));
    List<BenchmarkResult> results = new ArrayList<>(results("kit-cpu", "us", CPU, operation));
    Map<String, List<Double>> creation =
        cpuRounds(
            kit,
            CREATION_CPU,
            Contender.KIT_CREATE_CPU,
            Contender.PLAIN_CREATE_CPU,
            openPattern(kit));
    results.addAll(results("kit-create-cpu", "us", CREATION_CPU, creation));
    BenchmarkReport.publish(results);
  }

  /** CPU time of the calling thread in microseconds, for each operation. */
  private static Map<String, List<Double>> cpuRounds(
      RemoteKit kit, Size size, Contender operation, Contender plain, String hash)
      throws Exception {
    Map<String, Turn> contenders = new LinkedHashMap<>();
    contenders.put(KIT, turn -> cpuMicros(kit, operation, turn, hash));
    contenders.put(PLAIN, turn -> cpuMicros(kit, plain, turn, hash));
    for (Turn contender : contenders.values()) {
      contender.take(size);
    }
    return rounds(contenders, size);
  }

  @Test
  @Tag("kit-rollback")
  void rollback(@ArquillianResource URL base) throws Exception {
    RemoteKit kit = new RemoteKit(base.toURI());
    try (RawJdbc raw = new RawJdbc(DATABASE)) {
      String hash = openPattern(kit);
      long before = PROBE.campaigns();
      Map<String, Turn> contenders = new LinkedHashMap<>();
      contenders.put(
          KIT,
          size -> p99(KIT, size, kit.run(Contender.ROLLBACK, size.threads(), size.scaled(), hash)));
      contenders.put(
          RAW, size -> p99(RAW, size, raw.rollback(size.threads(), size.scaled(), hash)));
      warmUp(contenders);
      haveTheirConnections(DRIVER, RawJdbc.APPLICATION);
      List<BenchmarkResult> results = new ArrayList<>();
      for (Size size : ROLLBACKS) {
        Map<String, List<Double>> rounds = rounds(contenders, size);
        rounds.put("limit", Collections.nCopies(ROUNDS, ROLLBACK_LIMIT_MILLIS));
        results.addAll(results("kit-rollback", "ms p99", size, rounds));
      }
      assertThat(PROBE.campaigns()).isEqualTo(before);
      BenchmarkReport.publish(results);
    }
  }

  /** Creates the first campaign, and with it the row of the pattern that all others share. */
  private static String openPattern(RemoteKit kit) throws Exception {
    kit.run(Contender.KIT, 1, 1, "");
    return PROBE.hash();
  }

  private static void storesTheSame(Map<String, Turn> contenders) throws Exception {
    for (Turn contender : contenders.values()) {
      long before = PROBE.campaigns();
      contender.take(new Size(1, 1));
      assertThat(PROBE.campaigns()).isEqualTo(before + 1);
    }
    assertThat(PROBE.shapes()).as("kinds of campaigns stored").isEqualTo(1);
  }

  private static void warmUp(Map<String, Turn> contenders) throws Exception {
    for (Turn contender : contenders.values()) {
      contender.take(WARM_UP);
    }
  }

  private static void haveTheirConnections(String... applications) throws Exception {
    for (String application : applications) {
      assertThat(PROBE.sessions(application))
          .as("connections of the pool \"%s\"", application)
          .isGreaterThanOrEqualTo(KitDeployment.POOL);
    }
  }

  /** The values of each contender, which take turns. */
  private static Map<String, List<Double>> rounds(Map<String, Turn> contenders, Size size)
      throws Exception {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Turn> contender : contenders.entrySet()) {
        PROBE.checkpoint();
        values
            .computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
            .add(contender.getValue().take(size));
      }
    }
    return values;
  }

  /** The kit against each of the others. */
  private static List<BenchmarkResult> results(
      String name, String unit, Size size, Map<String, List<Double>> rounds) {
    List<Double> kit = rounds.getOrDefault(KIT, List.of());
    return rounds.entrySet().stream()
        .filter(other -> !other.getKey().equals(KIT))
        .map(other -> new Baseline(other.getKey(), other.getValue()))
        .map(baseline -> BenchmarkResult.of(name, size.threads(), unit, kit, baseline))
        .toList();
  }

  private static double create(RemoteKit kit, Contender contender, Size size, String hash)
      throws Exception {
    return kit.run(contender, size.threads(), size.scaled(), hash).perSecond();
  }

  private static double cpuMicros(RemoteKit kit, Contender contender, Size size, String hash)
      throws Exception {
    return kit.run(contender, size.threads(), size.scaled(), hash).meanMicros();
  }

  private static double p99(String contender, Size size, Crowd.Run run) {
    System.out.printf(
        "rollback, %s, %d threads: p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
        contender,
        size.threads(),
        run.percentile(P50),
        run.percentile(P99),
        run.percentile(MAXIMUM));
    return run.percentile(P99);
  }
}
