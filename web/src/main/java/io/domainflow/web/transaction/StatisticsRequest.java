package io.domainflow.web.transaction;

import io.domainflow.metrics.statistics.Periods;
import io.domainflow.metrics.statistics.StatisticsQuery;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.QueryParameters.Range;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The query parameters of statistics, as they were sent. */
record StatisticsRequest(
    @Nullable String operation,
    @Nullable String campaign,
    @Nullable String from,
    @Nullable String to,
    @Nullable String bucket) {

  private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
  private static final Range BUCKET = new Range(10, Duration.ofDays(366).toSeconds(), 0);
  private static final long MOST_BUCKETS = 1_000;

  /**
   * What to count: the last hour, unless something else was asked for.
   *
   * @throws io.domainflow.InvalidRequestException naming every invalid parameter
   */
  StatisticsQuery query(Instant now) {
    QueryParameters query = new QueryParameters();
    Instant end =
        Objects.requireNonNullElse(query.moment("to", to), now.truncatedTo(ChronoUnit.MICROS));
    Instant begin =
        Objects.requireNonNullElseGet(query.moment("from", from), () -> end.minus(DEFAULT_RANGE));
    Duration length = Duration.ofSeconds(query.wholeNumber("bucket", bucket, BUCKET));
    if (!begin.isBefore(end)) {
      query.refuse("from", "must be before to");
    } else {
      check(query, begin, end, length, now);
    }
    StatisticsQuery asked =
        new StatisticsQuery(
            query.text("operation", operation),
            query.campaign("campaign", campaign),
            begin,
            end,
            length);
    query.check();
    return asked;
  }

  private static void check(
      QueryParameters query, Instant begin, Instant end, Duration length, Instant now) {
    if (length.isZero()) {
      return;
    }
    long kept = Periods.shortest(begin, now).toSeconds();
    if (length.toSeconds() % kept != 0) {
      query.refuse("bucket", "must be a multiple of %d s for this range".formatted(kept));
    }
    if (Duration.between(begin, end).dividedBy(length) >= MOST_BUCKETS) {
      query.refuse("bucket", "must be longer: at most %d fit".formatted(MOST_BUCKETS));
    }
  }
}
