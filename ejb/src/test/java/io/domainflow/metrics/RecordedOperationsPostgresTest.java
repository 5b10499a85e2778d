package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.metrics.statistics.TransactionStatistics;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.LostAttempt;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of rows and counts once they are stored. */
class RecordedOperationsPostgresTest extends MonitoringTablesTest {

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
    writer.store(
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
    writer.store(List.of(row(NOW, 1)));
    assertThat(places()).containsExactly("transaction_metrics_default");
    assertThat(ledger.daysWithoutPartition()).containsExactly(LocalDate.parse("2026-11-23"));
    assertThat(ledger.rowsWithoutPartition()).isEqualTo(1);
    ledger.makePartition(LocalDate.parse("2026-11-23"));
    assertThat(places()).containsExactly("transaction_metrics_20261123");
    assertThat(ledger.daysWithoutPartition()).isEmpty();
  }

  @Test
  void partitionsThatAreTooOldAreDropped() {
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    ledger.makePartitions(0);
    ledger.makePartition(today.minusDays(1));
    Instant now = Instant.now();
    writer.store(List.of(row(now.minus(Duration.ofDays(1)), 1), row(now, 1)));
    ledger.dropPartitions(2);
    assertThat(places()).hasSize(2);
    ledger.dropPartitions(1);
    assertThat(places())
        .containsExactly("transaction_metrics_" + today.format(DateTimeFormatter.BASIC_ISO_DATE));
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

  /** Of a node that was killed: what it had not counted is counted from its rows, once. */
  @Test
  void whatAKilledNodeHasNotCountedIsCountedFromItsRows() {
    Instant from = Instant.parse("2026-11-23T11:10:00Z");
    for (int number = 0; number < 35; number++) { // Three periods and a half.
      writer.store(List.of(row(from.plusSeconds(number), 1000 + number)));
    }
    OperationTallies counted = tallies(from, 20);
    writer.store(
        PeriodReport.of(
            "node", from.plusSeconds(20).getEpochSecond(), counted.takeBefore(Instant.MAX)));
    assertThat(differences()).isEqualTo(15);
    ledger.repair("node");
    ledger.repair("node");
    assertThat(differences()).isZero();
    assertThat(database.query("SELECT node FROM transaction_recorders", row -> row.text("node")))
        .isEmpty();
    TransactionStatistics all = statistics(from, NOW, Duration.ofMinutes(10)).get(0);
    assertThat(all.count()).isEqualTo(35);
  }

  /** Also when it was heard of no more after it had stored all, or twice what it had stored. */
  @Test
  void whatANodeHasCountedIsNotCountedAgain() {
    Instant from = Instant.parse("2026-11-23T11:10:00Z");
    OperationTallies tallies = tallies(from, 20);
    for (int number = 0; number < 20; number++) {
      writer.store(List.of(row(from.plusSeconds(number), 1000)));
    }
    writer.store(PeriodReport.of("node", 0, tallies.takeBefore(Instant.MAX)));
    ledger.repair("node");
    assertThat(differences()).isZero();
  }

  private long differences() {
    return database
        .first(
            """
            SELECT coalesce(sum(abs(difference)), 0) AS n
              FROM get_transaction_monitoring_differences('-infinity', 'infinity')
            """,
            row -> row.number("n"))
        .orElseThrow();
  }

  /** The short periods are deleted when minutes have been made of them for two days. */
  @Test
  void rowsAreComparedWithMinutesWhereTenSecondsAreGone() {
    Instant from = Instant.parse("2026-11-13T11:10:00Z");
    for (int number = 0; number < 35; number++) {
      writer.store(List.of(row(from.plusSeconds(number), 1000)));
    }
    store("node", tallies(from, 35));
    ledger.rollUp();
    assertThat(differences()).isZero();
    ledger.retirePeriods(3650);
    assertThat(
            database.first(
                "SELECT count(*) AS n FROM transaction_histograms WHERE period_seconds = 10",
                row -> row.number("n")))
        .contains(0L);
    assertThat(differences()).isZero();
  }

  /** A report has its conflicts and their ids in one transaction. */
  @Test
  void conflictsAreStoredWithTheOperationsThatHadThem() {
    OperationTallies tallies = new OperationTallies();
    Instant at = NOW.minusSeconds(3600);
    OperationOutcome lost = endedAfterConflict(at);
    tallies.add(lost);
    tallies.add(lost);
    PeriodReport report = PeriodReport.of("node", 0, tallies.takeBefore(at));
    assertThat(report.isEmpty()).isTrue();
    assertThat(report.conflicts()).isEmpty();
    store("node", tallies);
    assertThat(
            database.query(
                "SELECT attempts, wasted_us FROM transaction_conflicts WHERE sql_state = '40P01'",
                row -> row.number("attempts") + " " + row.number("wasted_us")))
        .containsExactly("2 2000");
  }

  private static OperationOutcome endedAfterConflict(Instant at) {
    LostAttempt lost =
        new LostAttempt(FailureKind.DEADLOCK, "40P01", Duration.ofMillis(1), "start_campaign");
    OperationOutcome ended = ended("create_campaign", at, 3000);
    return new OperationOutcome(
        ended.operation(),
        null,
        ended.startedAt(),
        ended.duration(),
        Outcome.COMMITTED,
        2,
        lost.took(),
        Duration.ZERO,
        IsolationLevel.READ_COMMITTED,
        false,
        null,
        "",
        "",
        "",
        List.of(),
        List.of(lost),
        "",
        null);
  }

  @Test
  void aReportThatIsSentTwiceIsStoredOnce() {
    OperationTallies tallies = new OperationTallies();
    tallies.add(ended("create_campaign", NOW.minusSeconds(3600), 1));
    PeriodReport report = PeriodReport.of("twice", 0, tallies.takeBefore(NOW));
    writer.store(report);
    assertThatThrownBy(() -> writer.store(report)).hasMessageContaining("23505");
  }
}
