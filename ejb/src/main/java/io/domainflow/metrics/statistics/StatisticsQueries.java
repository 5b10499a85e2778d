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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts operations of any range of time, in a bounded number of steps. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class StatisticsQueries {

  /** Ranges as short as this are counted exactly, if they hold no more rows than that. */
  private static final Duration SHORT = Duration.ofHours(1);

  private static final long FEW_ROWS = 50_000;

  private static final double MEDIAN = 50;
  private static final double P95 = 95;
  private static final double P99 = 99;

  private static final String HISTOGRAMS =
      """
      SELECT extract(epoch FROM period_start) AS period, %s
        FROM transaction_histograms
       WHERE (CAST(? AS text) IS NULL OR operation_name = ?) AND %s
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

  /** A bucket longer than any range. */
  private static final long ALL = Long.MAX_VALUE / 1_000_000_000L;

  @Inject Database database;

  @Inject Clock clock;

  /** What is counted together. */
  private record Group(Instant bucket, String operation) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int byTime = bucket.compareTo(other.bucket);
      return byTime == 0 ? operation.compareTo(other.operation) : byTime;
    }
  }

  private record Part(Group group, Figures figures) {}

  /**
   * One entry for each bucket and operation in which something ended, in this order. With a
   * campaign, or for short ranges with few operations, it is counted exactly from the rows, as far
   * as these are kept; else from the histograms. Attribute REQUIRED.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<TransactionStatistics> statistics(StatisticsQuery query) {
    if (query.campaign() != null) {
      return fromRows(query);
    }
    List<TransactionStatistics> counted = fromHistograms(query);
    boolean small =
        Duration.between(query.from(), query.to()).compareTo(SHORT) <= 0
            && counted.stream().mapToLong(TransactionStatistics::count).sum() <= FEW_ROWS;
    return small ? fromRows(query) : counted;
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

  private List<TransactionStatistics> fromHistograms(StatisticsQuery query) {
    HistogramRange range =
        HistogramRange.of(query.from(), query.to(), query.bucket(), clock.instant());
    List<Object> parameters = new ArrayList<>(Arrays.asList(query.operation(), query.operation()));
    parameters.addAll(Arrays.asList(range.parameters()));
    Map<Group, Figures> sums = new TreeMap<>();
    for (Part part : database.query(HISTOGRAMS, row -> part(row, query), parameters.toArray())) {
      sums.merge(part.group(), part.figures(), Figures::plus);
    }
    return sums.entrySet().stream().map(sum -> counted(sum.getKey(), sum.getValue())).toList();
  }

  private static Part part(Row row, StatisticsQuery query) throws SQLException {
    long length = query.bucket().toSeconds();
    Instant bucket =
        length == 0
            ? query.from()
            : Instant.ofEpochSecond(Math.floorDiv(row.number("period"), length) * length);
    return new Part(new Group(bucket, row.text("operation_name")), StoredFigures.of(row));
  }

  private static TransactionStatistics counted(Group group, Figures figures) {
    Histogram durations = figures.durations();
    return new TransactionStatistics(
        group.bucket(),
        group.operation(),
        Source.HISTOGRAMS,
        figures.count(),
        figures.rolledBack() + figures.inDoubt(),
        figures.retries(),
        figures.wastedMicros(),
        durations.getValueAtPercentile(MEDIAN),
        durations.getValueAtPercentile(P95),
        durations.getValueAtPercentile(P99),
        durations.getMaxValue());
  }
}
