package io.domainflow.metrics;

import com.github.f4b6a3.uuid.UuidCreator;
import io.domainflow.database.Database;
import io.domainflow.metrics.statistics.Figures;
import io.domainflow.metrics.statistics.FiguresSum;
import io.domainflow.metrics.statistics.Periods;
import io.domainflow.metrics.statistics.StoredFigures;
import io.domainflow.metrics.statistics.StoredPeriod;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of monitoring as a whole. Each method is a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MetricLedger {

  private static final long MINUTE = Periods.MINUTE.toSeconds();
  private static final long HOUR = Periods.HOUR.toSeconds();

  /** How many short periods are put together in one transaction. */
  private static final int BATCH = 2_000;

  private static final String LIMITS =
      """
      SELECT set_config('lock_timeout', '2s', true) IS NULL,
             set_config('statement_timeout', '60s', true) IS NULL
      """;

  /** Held until the transaction ends, however it ends. */
  private static final String LEAD =
      "SELECT pg_try_advisory_xact_lock(hashtext('transaction_histograms')) AS leads";

  /** What comes late is put into another row of the same long period. */
  private static final String SHORT =
      """
      SELECT id, extract(epoch FROM date_bin(? * interval '1 second', period_start, 'epoch'))
                 AS long_period, %s
        FROM transaction_histograms
       WHERE NOT rolled_up AND period_seconds = ?
         AND period_start <
             date_bin(? * interval '1 second',
                      clock_timestamp() - ? * interval '1 second', 'epoch')
       ORDER BY period_start
       LIMIT ?
      """
          .formatted(StoredFigures.COLUMNS);

  private static final String MARK =
      """
      UPDATE transaction_histograms SET rolled_up = true
       WHERE id = ANY (CAST(string_to_array(?, ',') AS uuid[]))
      """;

  private static final String DAYS_WITHOUT_PARTITION =
      """
      SELECT DISTINCT CAST(CAST(created_at AT TIME ZONE 'UTC' AS date) AS text) AS day
        FROM transaction_metrics_default
       LIMIT 31
      """;

  private static final String RETIRE_SHORT =
      """
      DELETE FROM transaction_histograms
       WHERE rolled_up AND period_seconds = ?
         AND period_start < clock_timestamp() - ? * interval '1 second'
      """;

  @Inject Database database;

  /** Rows to be put together, and what they come to. */
  private record LongPeriod(String operation, long start) {}

  private record ShortPeriod(String id, LongPeriod period, Figures figures) {}

  /** Makes the partition of a day if it is missing. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void makePartition(LocalDate day) {
    database.query(LIMITS, row -> true);
    database.query(
        "SELECT make_transaction_metrics_partition(CAST(? AS date)) AS made",
        row -> row.flag("made"),
        day.toString());
  }

  /** The days of rows that are in no partition of a day. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public List<LocalDate> daysWithoutPartition() {
    database.query(LIMITS, row -> true);
    return database.query(DAYS_WITHOUT_PARTITION, row -> LocalDate.parse(row.text("day")));
  }

  /** Makes minutes and hours, if no other node does. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void rollUp() {
    database.query(LIMITS, row -> true);
    if (database.first(LEAD, row -> row.flag("leads")).orElseThrow()) {
      rollUp(Periods.SHORT.toSeconds(), MINUTE);
      rollUp(MINUTE, HOUR);
    }
  }

  private void rollUp(long shorter, long longer) {
    List<ShortPeriod> found;
    do {
      found =
          database.query(
              SHORT,
              row ->
                  new ShortPeriod(
                      row.text("id"),
                      new LongPeriod(row.text("operation_name"), row.number("long_period")),
                      StoredFigures.of(row)),
              longer,
              shorter,
              longer,
              MINUTE,
              BATCH);
      put(found, longer);
    } while (found.size() == BATCH);
  }

  private void put(List<ShortPeriod> found, long seconds) {
    Map<LongPeriod, FiguresSum> sums = new HashMap<>();
    found.forEach(
        row -> sums.computeIfAbsent(row.period(), any -> new FiguresSum()).add(row.figures()));
    sums.forEach((period, sum) -> insert(period, seconds, sum.figures()));
    String ids = String.join(",", found.stream().map(ShortPeriod::id).toList());
    database.update(MARK, ids);
  }

  private void insert(LongPeriod period, long seconds, Figures figures) {
    new StoredPeriod(
            UuidCreator.getTimeOrderedEpoch(),
            period.start(),
            seconds,
            period.operation(),
            "",
            figures)
        .storeIn(database);
  }

  /**
   * Ends what is too old. Attribute REQUIRES_NEW.
   *
   * @param firstDay the first day whose rows are kept
   * @param histogramDays for how many days histograms are kept
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void retire(LocalDate firstDay, int histogramDays) {
    database.query(LIMITS, row -> true);
    database.query(
        "SELECT drop_transaction_metrics_before(CAST(? AS date)) AS dropped",
        row -> row.number("dropped"),
        firstDay.toString());
    database.update(RETIRE_SHORT, Periods.SHORT.toSeconds(), Periods.SHORT_KEPT.toSeconds());
    database.update(RETIRE_SHORT, MINUTE, Periods.MINUTES_KEPT.toSeconds());
    database.update(
        "DELETE FROM transaction_histograms WHERE period_start <"
            + " clock_timestamp() - ? * interval '1 day'",
        histogramDays);
    database.update(
        "DELETE FROM transaction_conflicts WHERE hour < clock_timestamp() - ? * interval '1 day'",
        histogramDays);
  }
}
