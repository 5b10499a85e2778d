package io.domainflow.metrics.upkeep;

import io.domainflow.database.Database;
import io.domainflow.metrics.statistics.Periods;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements that keep the tables in order, in the transaction of the caller. Days and ages are
 * those of the database's clock: a node whose clock is wrong must not drop what others still need.
 */
final class MetricTables {

  private static final String TODAY = "CAST(clock_timestamp() AT TIME ZONE 'UTC' AS date)";

  private static final String DAYS_WITHOUT_PARTITION =
      """
      SELECT DISTINCT CAST(CAST(created_at AT TIME ZONE 'UTC' AS date) AS text) AS day
        FROM transaction_metrics_default
       LIMIT 31
      """;

  private static final String ROWS_WITHOUT_PARTITION =
      "SELECT count(*) AS n FROM (SELECT FROM transaction_metrics_default LIMIT 1000000) AS left_over";

  private static final String RETIRE_SHORT =
      """
      DELETE FROM transaction_histograms
       WHERE rolled_up AND period_seconds = ?
         AND period_start < clock_timestamp() - ? * interval '1 second'
      """;

  private static final String BEAT =
      """
      INSERT INTO transaction_recorders AS known (node, complete_to) VALUES (?, ?)
      ON CONFLICT (node) DO UPDATE SET beats = known.beats + 1
      """;

  private final Database database;

  MetricTables(Database database) {
    this.database = database;
  }

  /**
   * Says that the node lives; what it recorded before {@code startedAt} is none of its business.
   */
  void beat(String node, Instant startedAt) {
    database.update(BEAT, node, startedAt);
  }

  /** The nodes that record, or did when they were last heard of, with their beats. */
  Map<String, Long> recorders() {
    Map<String, Long> beats = new HashMap<>();
    database.forEach(
        "SELECT node, beats FROM transaction_recorders",
        row -> beats.put(row.text("node"), row.number("beats")));
    return beats;
  }

  /** Makes the partitions of today and so many days behind that are missing. */
  void makePartitions(int daysAhead) {
    database.query(
        "SELECT make_transaction_metrics_partition(%s + ahead) AS made".formatted(TODAY)
            + " FROM generate_series(0, CAST(? AS integer)) AS ahead",
        row -> row.flag("made"),
        daysAhead);
  }

  /** Makes the partition of a day if it is missing. */
  void makePartition(LocalDate day) {
    database.query(
        "SELECT make_transaction_metrics_partition(CAST(? AS date)) AS made",
        row -> row.flag("made"),
        day.toString());
  }

  /** The days of rows that are in no partition of a day. */
  List<LocalDate> daysWithoutPartition() {
    return database.query(DAYS_WITHOUT_PARTITION, row -> LocalDate.parse(row.text("day")));
  }

  /** How many rows are in no partition of a day. */
  long rowsWithoutPartition() {
    return database.first(ROWS_WITHOUT_PARTITION, row -> row.number("n")).orElseThrow();
  }

  /** Deletes periods that are contained in longer ones or are too old, and old conflicts. */
  void retirePeriods(int histogramDays) {
    database.update(RETIRE_SHORT, Periods.SHORT.toSeconds(), Periods.SHORT_KEPT.toSeconds());
    database.update(RETIRE_SHORT, Periods.MINUTE.toSeconds(), Periods.MINUTES_KEPT.toSeconds());
    database.update(
        "DELETE FROM transaction_histograms WHERE period_start <"
            + " clock_timestamp() - ? * interval '1 day'",
        histogramDays);
    database.update(
        "DELETE FROM transaction_conflicts WHERE hour < clock_timestamp() - ? * interval '1 day'",
        histogramDays);
  }

  /** Drops the partitions of all days but the last {@code days}, today included. */
  void dropPartitions(int days) {
    database.query(
        "SELECT drop_transaction_metrics_before(%s - (CAST(? AS integer) - 1)) AS dropped"
            .formatted(TODAY),
        row -> row.number("dropped"),
        days);
  }
}
