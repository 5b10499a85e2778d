package io.domainflow.metrics.upkeep;

import com.github.f4b6a3.uuid.UuidCreator;
import io.domainflow.database.Database;
import io.domainflow.metrics.statistics.Figures;
import io.domainflow.metrics.statistics.FiguresSum;
import io.domainflow.metrics.statistics.Periods;
import io.domainflow.metrics.statistics.StoredFigures;
import io.domainflow.metrics.statistics.StoredPeriod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts short periods together to longer ones, in the transaction of the caller. */
final class RollUp {

  private static final long MINUTE = Periods.MINUTE.toSeconds();
  private static final long HOUR = Periods.HOUR.toSeconds();

  /** How many short periods are held at once. */
  private static final int BATCH = 2_000;

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

  private final Database database;

  RollUp(Database database) {
    this.database = database;
  }

  /** Rows to be put together, and what they come to. */
  private record LongPeriod(String operation, long start) {}

  private record ShortPeriod(String id, LongPeriod period, Figures figures) {}

  /** Makes minutes and hours, if nobody else does at this moment. */
  void run() {
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
}
