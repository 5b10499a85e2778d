package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.domainflow.database.Database;
import io.domainflow.database.DatabaseOutsideContainer;
import io.domainflow.metrics.OperationTallies.Conflict;
import io.domainflow.metrics.OperationTallies.Cost;
import io.domainflow.metrics.statistics.QueriesOutsideContainer;
import io.domainflow.metrics.statistics.StatisticsQuery;
import io.domainflow.metrics.statistics.TransactionStatistics;
import io.domainflow.metrics.statistics.TransactionStatistics.Source;
import io.domainflow.testing.TestDatabase;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of operations is what the queries tell, over any range of time. */
class StatisticsPostgresTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final int SAMPLES = 20_000;

  private TestDatabase server;
  private HikariDataSource pool;
  private Database database;
  private MetricRecorder recorder;
  private MetricLedger ledger;

  @BeforeEach
  void create() throws SQLException {
    server = TestDatabase.createMigrated();
    pool = pool(true);
    database = DatabaseOutsideContainer.on(pool);
    recorder = MetricsOutsideContainer.recorder(database);
    ledger = MetricsOutsideContainer.ledger(database);
  }

  private HikariDataSource pool(boolean commitsByItself) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(server.dataSource());
    config.setMaximumPoolSize(1);
    config.setAutoCommit(commitsByItself);
    config.setConnectionInitSql("SET synchronous_commit = off; SET timezone = 'Europe/Berlin'");
    return new HikariDataSource(config);
  }

  @AfterEach
  void drop() throws SQLException {
    pool.close();
    server.close();
  }

  private static OperationOutcome ended(String operation, Instant at, long micros) {
    Duration took = Duration.ofNanos(micros * 1000);
    return new OperationOutcome(
        operation,
        null,
        at.minus(took),
        took,
        Outcome.COMMITTED,
        1,
        Duration.ZERO,
        Duration.ZERO,
        IsolationLevel.READ_COMMITTED,
        false,
        null,
        "",
        "",
        "",
        List.of(),
        List.of(),
        "");
  }

  private void store(String node, OperationTallies tallies) {
    recorder.store(
        new PeriodReport(
            node,
            tallies.takeBefore(Instant.MAX).stream().map(PeriodReport.Tally::of).toList(),
            Map.<Conflict, Cost>of()));
  }

  /** Log-normal, as durations are; the seed is fixed so that each run sees the same. */
  private long[] storeFromThreeNodes(Instant from, Duration range) {
    Random random = new Random(4711);
    long[] micros = new long[SAMPLES];
    List<OperationTallies> nodes =
        List.of(new OperationTallies(), new OperationTallies(), new OperationTallies());
    for (int index = 0; index < SAMPLES; index++) {
      micros[index] = 1 + (long) Math.exp(7 + 1.5 * random.nextGaussian());
      Instant at = from.plusMillis(random.nextLong(range.toMillis()));
      nodes.get(index % nodes.size()).add(ended("create_campaign", at, micros[index]));
    }
    for (int node = 0; node < nodes.size(); node++) {
      store("node" + node, nodes.get(node));
    }
    Arrays.sort(micros);
    return micros;
  }

  private static long exact(long[] sorted, double quantile) {
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }

  private List<TransactionStatistics> statistics(Instant from, Instant to, Duration bucket) {
    return QueriesOutsideContainer.on(database, CLOCK)
        .statistics(new StatisticsQuery("create_campaign", null, from, to, bucket));
  }

  private static void isClose(long figure, long exact) {
    assertThat((double) figure).isCloseTo((double) exact, within(0.02 * exact));
  }

  @ParameterizedTest(name = "rolled up {0} times")
  @ValueSource(ints = {0, 1, 2})
  void quantilesOfThreeNodesAreWithinTwoPercent(int rollUps) {
    Instant from = Instant.parse("2026-11-23T07:59:50Z");
    long[] sorted = storeFromThreeNodes(from, Duration.ofHours(3));
    for (int count = 0; count < rollUps; count++) {
      ledger.rollUp();
    }
    List<TransactionStatistics> all = statistics(from, NOW, Duration.ZERO);

    assertThat(all).hasSize(1);
    TransactionStatistics total = all.get(0);
    assertThat(total.source()).isEqualTo(Source.HISTOGRAMS);
    assertThat(total.count()).isEqualTo(SAMPLES);
    isClose(total.p50(), exact(sorted, 0.5));
    isClose(total.p95(), exact(sorted, 0.95));
    isClose(total.p99(), exact(sorted, 0.99));
    isClose(total.max(), exact(sorted, 1));
  }

  /** Whatever is rolled up: no operation is counted twice, and none is left out. */
  @ParameterizedTest
  @ValueSource(longs = {10, 60, 300, 3600, 86400})
  void bucketsOfAnyLengthAddUpBeforeAndAfterRollingUp(long seconds) {
    Instant from = Instant.parse("2026-11-23T07:59:50Z");
    storeFromThreeNodes(from, Duration.ofHours(3));
    Duration bucket = Duration.ofSeconds(seconds);
    List<TransactionStatistics> before = statistics(from, NOW, bucket);
    ledger.rollUp();
    List<TransactionStatistics> after = statistics(from, NOW, bucket);

    assertThat(before.stream().mapToLong(TransactionStatistics::count).sum()).isEqualTo(SAMPLES);
    assertThat(after).isEqualTo(before);
    assertThat(before).isSortedAccordingTo(Comparator.comparing(TransactionStatistics::bucket));
  }

  @Test
  void whatComesLateIsCountedToo() {
    Instant at = Instant.parse("2026-11-23T08:00:05Z");
    for (int round = 1; round <= 3; round++) {
      OperationTallies tallies = new OperationTallies();
      tallies.add(ended("create_campaign", at, 1000));
      store("late", tallies);
      ledger.rollUp();
      assertThat(statistics(at.minusSeconds(7200), NOW, Duration.ZERO).get(0).count())
          .isEqualTo(round);
    }
  }

  /** Shorter than any period that is stored: only rows can tell. */
  @Test
  void shortRangesAreCountedExactlyFromTheRows() {
    Instant at = Instant.parse("2026-11-23T11:30:00.000001Z");
    List<TransactionMetric> rows = new ArrayList<>();
    for (int number = 1; number <= 1000; number++) {
      rows.add(row(at.plusSeconds(number), number));
    }
    recorder.store(rows);
    TransactionStatistics counted =
        statistics(at.plusSeconds(1), at.plusSeconds(1000), Duration.ZERO).get(0);
    assertThat(counted.source()).isEqualTo(Source.ROWS);
    assertThat(counted.count()).isEqualTo(999);
    assertThat(counted.p50()).isEqualTo(500);
    assertThat(counted.p99()).isEqualTo(990);
    assertThat(counted.max()).isEqualTo(999);
  }

  private OperationTallies tallies(Instant from, int operations) {
    OperationTallies tallies = new OperationTallies();
    for (int number = 0; number < operations; number++) {
      tallies.add(ended("create_campaign", from.plusSeconds(number), 1000));
    }
    return tallies;
  }

  /** Their day is gone, and with it the only exact answer. */
  @Test
  void anHourWhoseRowsAreGoneIsCountedFromItsHistograms() {
    Instant from = Instant.parse("2026-11-13T08:00:00Z");
    store("node", tallies(from, 100));
    ledger.rollUp();
    TransactionStatistics counted = statistics(from, from.plusSeconds(3600), Duration.ZERO).get(0);
    assertThat(counted.source()).isEqualTo(Source.HISTOGRAMS);
    assertThat(counted.count()).isEqualTo(100);
  }

  @Test
  void rowsThatWereDroppedAreNotMissingInTheFigures() {
    Instant from = Instant.parse("2026-11-23T11:10:00Z");
    OperationTallies tallies = tallies(from, 100);
    for (int number = 0; number < 100; number++) {
      if (number % 10 == 0) {
        tallies.lacksRow("create_campaign", from.plusSeconds(number));
      } else {
        recorder.store(List.of(row(from.plusSeconds(number), 1000)));
      }
    }
    store("node", tallies);
    for (int number = 0; number < 20; number++) { // Not counted yet, and no substitute for those.
      recorder.store(List.of(row(from.plusSeconds(600), 1000)));
    }
    TransactionStatistics counted = statistics(from, from.plusSeconds(1800), Duration.ZERO).get(0);
    assertThat(counted.source()).isEqualTo(Source.HISTOGRAMS);
    assertThat(counted.count()).isEqualTo(100);
  }

  @Test
  void rowsThatWereLostUncountedAreNotMissingInTheFigures() {
    Instant from = Instant.parse("2026-11-23T11:10:00Z");
    store("node", tallies(from, 100));
    recorder.store(List.of(row(from, 1000)));
    assertThat(statistics(from, from.plusSeconds(1800), Duration.ZERO))
        .extracting(TransactionStatistics::count)
        .containsExactly(100L);
  }

  /** All of them at once would take two gigabytes. */
  @Test
  void fourHundredDaysAreCountedBucketByBucket() {
    OperationTallies tallies = new OperationTallies();
    Instant day = NOW.truncatedTo(ChronoUnit.DAYS);
    for (long micros = 1; micros < 100_000_000; micros *= 2) {
      tallies.add(ended("create_campaign", day.minusSeconds(3600), micros));
    }
    long each = 27;
    store("node", tallies);
    int copies =
        database.update(
            """
            INSERT INTO transaction_histograms
            SELECT gen_random_uuid(), hour, 3600, 'create_campaign', '', committed, 0, 0, 0, 0,
                   total_us, 0, histogram, false
              FROM transaction_histograms,
                   generate_series(?, CAST(? AS timestamptz), interval '1 hour') AS hour,
                   generate_series(1, 10)
            """,
            day.minus(Duration.ofDays(399)),
            day.minusSeconds(3600));
    List<TransactionStatistics> days;
    try (HikariDataSource reader = pool(false)) { // In a transaction rows come in portions.
      days =
          QueriesOutsideContainer.on(DatabaseOutsideContainer.on(reader), CLOCK)
              .statistics(
                  new StatisticsQuery(
                      "create_campaign",
                      null,
                      day.minus(Duration.ofDays(399)),
                      day,
                      Duration.ofDays(1)));
    }
    assertThat(days).hasSize(399);
    assertThat(days.stream().mapToLong(TransactionStatistics::count).sum())
        .isEqualTo((copies + 1) * each);
  }

  private static TransactionMetric row(Instant at, long micros) {
    return new TransactionMetric(ended("create_campaign", at, micros), "node");
  }

  private List<String> places() {
    return database.query(
        """
        SELECT CAST(CAST(tableoid AS regclass) AS text) AS place FROM transaction_metrics
         ORDER BY created_at
        """,
        row -> row.text("place"));
  }

  /** In Berlin, where the session is, this day has 25 hours. */
  @Test
  void daysAreThoseOfUtcWhateverTheSessionsZone() {
    ledger.makePartition(LocalDate.parse("2026-10-24"));
    ledger.makePartition(LocalDate.parse("2026-10-25"));
    recorder.store(
        List.of(
            row(Instant.parse("2026-10-24T23:59:59.999999Z"), 1),
            row(Instant.parse("2026-10-25T00:00:00Z"), 1),
            row(Instant.parse("2026-10-25T23:59:59.999999Z"), 1),
            row(Instant.parse("2026-10-26T00:00:00Z"), 1)));
    assertThat(places())
        .containsExactly(
            "transaction_metrics_20261024",
            "transaction_metrics_20261025",
            "transaction_metrics_20261025",
            "transaction_metrics_default");
  }

  @Test
  void rowsThatCameBeforeTheirPartitionAreMovedThere() {
    recorder.store(List.of(row(NOW, 1)));
    assertThat(places()).containsExactly("transaction_metrics_default");
    assertThat(ledger.daysWithoutPartition()).containsExactly(LocalDate.parse("2026-11-23"));
    ledger.makePartition(LocalDate.parse("2026-11-23"));
    assertThat(places()).containsExactly("transaction_metrics_20261123");
    assertThat(ledger.daysWithoutPartition()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackOpensItsPeriodAgain() {
    OperationTallies tallies = new OperationTallies();
    Instant at = Instant.parse("2026-11-23T11:00:10Z");
    tallies.add(ended("create_campaign", at, 1));
    assertThat(tallies.takeBefore(at.plusSeconds(20))).hasSize(1);
    tallies.add(ended("create_campaign", at.minusSeconds(1), 1));
    tallies.add(ended("create_campaign", at.plusSeconds(1), 1));
    assertThat(tallies.takeBefore(Instant.MAX)).hasSize(2);
  }

  @Test
  void partitionsThatAreTooOldAreDropped() {
    ledger.makePartition(LocalDate.parse("2026-11-22"));
    ledger.makePartition(LocalDate.parse("2026-11-23"));
    recorder.store(List.of(row(NOW.minus(Duration.ofDays(1)), 1), row(NOW, 1)));
    ledger.retire(LocalDate.parse("2026-11-23"), 3650);
    assertThat(places()).containsExactly("transaction_metrics_20261123");
  }

  @Test
  void theFunctionOfThePlanRecordsAndTheFiguresForPeopleShowIt() {
    database.query(
        "SELECT CAST(record_transaction_metric('by_hand', NULL, 12, true) AS text) AS id",
        row -> row.text("id"));
    assertThat(
            database.query(
                "SELECT transactions, p50_ms FROM get_transaction_performance_stats('by_hand')",
                row -> row.text("transactions") + " " + row.text("p50_ms")))
        .containsExactly("1 12.000");
  }

  @Test
  void whenNothingCanBeStoredForLongHoursAreCountedTogetherAndNothingIsLost() {
    OperationTallies tallies = new OperationTallies();
    Instant from = Instant.parse("2026-11-23T05:00:00Z");
    int periods = OperationTallies.MANY + 1;
    for (int period = 0; period < periods; period++) {
      tallies.add(ended("create_campaign", from.plusSeconds(10L * period), 1000));
    }
    tallies.boundMemory();
    PeriodReport report =
        new PeriodReport(
            "cut off",
            tallies.takeBefore(Instant.MAX).stream().map(PeriodReport.Tally::of).toList(),
            Map.of());
    assertThat(report.tallies()).hasSizeLessThan(10);
    recorder.store(report);
    assertThat(statistics(from, NOW, Duration.ZERO).get(0).count()).isEqualTo(periods);
  }

  @Test
  void aReportThatIsSentTwiceIsStoredOnce() {
    OperationTallies tallies = new OperationTallies();
    tallies.add(ended("create_campaign", NOW.minusSeconds(3600), 1));
    PeriodReport report =
        new PeriodReport(
            "twice",
            tallies.takeBefore(NOW).stream().map(PeriodReport.Tally::of).toList(),
            Map.of());
    recorder.store(report);
    assertThatThrownBy(() -> recorder.store(report)).hasMessageContaining("23505");
  }
}
