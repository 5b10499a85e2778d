package io.domainflow.metrics.statistics;

import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.metrics.statistics.TransactionStatistics.Source;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts operations of any range of time, in a bounded number of steps. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class StatisticsQueries {

  /** Ranges as short as this are counted exactly, if they hold no more rows than that. */
  private static final Duration SHORT = Duration.ofHours(1);

  private static final long FEW_ROWS = 50_000;

  private static final String LIMITS =
      """
      SELECT set_config('lock_timeout', '2s', true) IS NULL,
             set_config('statement_timeout', '10s', true) IS NULL
      """;

  private static final String HISTOGRAMS =
      """
      SELECT extract(epoch FROM period_start) AS period, %s
        FROM transaction_histograms
       WHERE (CAST(? AS text) IS NULL OR operation_name = ?) AND %s
       ORDER BY period_start
      """
          .formatted(StoredFigures.COLUMNS, HistogramRange.CONDITION);

  private static final String ROWS =
      """
      SELECT to_timestamp(floor(extract(epoch FROM created_at) / ?) * ?) AS bucket, operation_name,
             count(*) AS count, count(*) FILTER (WHERE NOT success) AS failures,
             sum(retry_count) AS retries, sum(wasted_us) AS wasted,
             percentile_disc(0.50) WITHIN GROUP (ORDER BY duration_us) AS p50,
             percentile_disc(0.95) WITHIN GROUP (ORDER BY duration_us) AS p95,
             percentile_disc(0.99) WITHIN GROUP (ORDER BY duration_us) AS p99,
             max(duration_us) AS max
        FROM transaction_metrics
       WHERE created_at >= ? AND created_at < ? %s
       GROUP BY 1, 2
       ORDER BY 1, 2
      """;

  private static final String ROW_COUNT =
      """
      SELECT count(*) AS count FROM transaction_metrics
       WHERE created_at >= to_timestamp(?) AND created_at < to_timestamp(?)
         AND (CAST(? AS text) IS NULL OR operation_name = ?)
      """;

  /** A bucket longer than any range. */
  private static final long ALL = Long.MAX_VALUE / 1_000_000_000L;

  @Inject Database database;

  @Inject Clock clock;

  /**
   * One entry for each bucket and operation in which something ended, in this order. For short
   * ranges with few operations it is counted exactly from the rows, if each of them has its row;
   * else from the histograms. With a campaign it is counted from the rows in any case, as far as
   * these are kept: histograms know nothing of campaigns. Attribute REQUIRED.
   *
   * @throws io.domainflow.database.DatabaseUnavailableException if it takes too long
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<TransactionStatistics> statistics(StatisticsQuery query) {
    database.query(LIMITS, row -> true);
    if (query.campaign() != null) {
      return fromRows(query);
    }
    HistogramRange range =
        HistogramRange.of(query.from(), query.to(), query.bucket(), clock.instant());
    BucketSums counted = fromHistograms(query, range);
    return isInRows(query, range, counted) ? fromRows(query) : counted.statistics();
  }

  /** Rows may have been shed, dropped, or be too old; then only histograms know of them. */
  private boolean isInRows(StatisticsQuery query, HistogramRange range, BucketSums counted) {
    return Duration.between(query.from(), query.to()).compareTo(SHORT) <= 0
        && counted.count() <= FEW_ROWS
        && counted.withoutRow() == 0
        && rowsIn(range, query.operation()) >= counted.count();
  }

  private long rowsIn(HistogramRange range, @Nullable String operation) {
    return database
        .first(
            ROW_COUNT, row -> row.number("count"), range.from(), range.to(), operation, operation)
        .orElseThrow();
  }

  private List<TransactionStatistics> fromRows(StatisticsQuery query) {
    List<Object> parameters = new ArrayList<>();
    long length = query.bucket().isZero() ? ALL : query.bucket().toSeconds();
    parameters.addAll(List.of(length, length, query.from(), query.to()));
    StringBuilder filters = new StringBuilder();
    if (query.operation() != null) {
      filters.append(" AND operation_name = ?");
      parameters.add(query.operation());
    }
    if (query.campaign() != null) {
      filters.append(" AND campaign_id = ?");
      parameters.add(query.campaign());
    }
    return database.query(ROWS.formatted(filters), row -> exact(row, query), parameters.toArray());
  }

  private static TransactionStatistics exact(Row row, StatisticsQuery query) throws SQLException {
    return new TransactionStatistics(
        query.bucket().isZero() ? query.from() : row.instant("bucket"),
        row.text("operation_name"),
        Source.ROWS,
        row.number("count"),
        row.number("failures"),
        row.number("retries"),
        row.number("wasted"),
        row.number("p50"),
        row.number("p95"),
        row.number("p99"),
        row.number("max"));
  }

  private BucketSums fromHistograms(StatisticsQuery query, HistogramRange range) {
    List<Object> parameters = new ArrayList<>(Arrays.asList(query.operation(), query.operation()));
    parameters.addAll(Arrays.asList(range.parameters()));
    BucketSums sums = new BucketSums(query);
    database.forEach(
        HISTOGRAMS,
        row -> sums.add(row.number("period"), row.text("operation_name"), StoredFigures.of(row)),
        parameters.toArray());
    return sums;
  }
}
