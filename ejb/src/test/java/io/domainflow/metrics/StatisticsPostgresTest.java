package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.domainflow.database.DatabaseOutsideContainer;
import io.domainflow.metrics.statistics.QueriesOutsideContainer;
import io.domainflow.metrics.statistics.StatisticsQuery;
import io.domainflow.metrics.statistics.TransactionStatistics;
import io.domainflow.metrics.statistics.TransactionStatistics.Source;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of operations is what the queries tell, over any range of time. */
class StatisticsPostgresTest extends MonitoringTablesTest {

  private static final int SAMPLES = 20_000;

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
    writer.store(rows);
    TransactionStatistics counted =
        statistics(at.plusSeconds(1), at.plusSeconds(1000), Duration.ZERO).get(0);
    assertThat(counted.source()).isEqualTo(Source.ROWS);
    assertThat(counted.count()).isEqualTo(999);
    assertThat(counted.p50()).isEqualTo(500);
    assertThat(counted.p99()).isEqualTo(990);
    assertThat(counted.max()).isEqualTo(999);
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
        writer.store(List.of(row(from.plusSeconds(number), 1000)));
      }
    }
    store("node", tallies);
    for (int number = 0; number < 20; number++) { // Not counted yet, and no substitute for those.
      writer.store(List.of(row(from.plusSeconds(600), 1000)));
    }
    TransactionStatistics counted = statistics(from, from.plusSeconds(1800), Duration.ZERO).get(0);
    assertThat(counted.source()).isEqualTo(Source.HISTOGRAMS);
    assertThat(counted.count()).isEqualTo(100);
  }

  @Test
  void rowsThatWereLostUncountedAreNotMissingInTheFigures() {
    Instant from = Instant.parse("2026-11-23T11:10:00Z");
    store("node", tallies(from, 100));
    writer.store(List.of(row(from, 1000)));
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
  void whenNothingCanBeStoredForLongHoursAreCountedTogetherAndNothingIsLost() {
    OperationTallies tallies = new OperationTallies();
    Instant from = Instant.parse("2026-11-23T05:00:00Z");
    int periods = OperationTallies.MANY + 1;
    for (int period = 0; period < periods; period++) {
      tallies.add(ended("create_campaign", from.plusSeconds(10L * period), 1000));
    }
    tallies.boundMemory();
    PeriodReport report = PeriodReport.of("cut off", 0, tallies.takeBefore(Instant.MAX));
    assertThat(report.tallies()).hasSizeLessThan(10);
    writer.store(report);
    assertThat(statistics(from, NOW, Duration.ZERO).get(0).count()).isEqualTo(periods);
  }

  @Test
  void aPeriodThatIsOpenedAgainIsShownWithWhatItHadBefore() {
    OperationTallies tallies = new OperationTallies();
    Instant at = Instant.parse("2026-11-23T11:00:10Z");
    tallies.add(ended("create_campaign", at, 1));
    tallies.takeBefore(at.plusSeconds(20));
    tallies.add(ended("create_campaign", at, 1));
    tallies.takeBefore(at.plusSeconds(20));
    assertThat(tallies.lately("create_campaign", Outcome.COMMITTED).getTotalCount()).isEqualTo(2);
  }
}
