package io.domainflow.metrics.statistics;

import java.time.Duration;
import java.time.Instant;

/**
 * How a range of time is put together of stored periods: hours where it can, minutes before and
 * behind them, and ten seconds at its ends; of each only what is in no longer one. All limits are
 * seconds since 1970, the first included and the second not.
 */
record HistogramRange(
    long from, long firstMinute, long firstHour, long lastHour, long lastMinute, long to) {

  private static final long MINUTE = Periods.MINUTE.toSeconds();
  private static final long HOUR = Periods.HOUR.toSeconds();

  /** Twelve parameters, in the order of {@link #parameters}. */
  static final String CONDITION =
      """
      ((period_seconds = 3600 AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?))
       OR (period_seconds = 60 AND NOT rolled_up
           AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?))
       OR (period_seconds = 60
           AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?))
       OR (period_seconds = 60
           AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?))
       OR (period_seconds = 10 AND NOT rolled_up
           AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?))
       OR (period_seconds = 10
           AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?))
       OR (period_seconds = 10
           AND period_start >= to_timestamp(?) AND period_start < to_timestamp(?)))
      """;

  /**
   * The range from {@code from} to {@code to}, widened to whole periods, as short as they are still
   * kept at {@code now}.
   *
   * @param bucket the length of what is counted separately: no period may lie in two; zero if all
   *     is counted together
   */
  static HistogramRange of(Instant from, Instant to, Duration bucket, Instant now) {
    long begin = floor(from.getEpochSecond(), Periods.shortest(from, now).toSeconds());
    long end = -floor(-ceil(to), Periods.shortest(to, now).toSeconds());
    long length = bucket.toSeconds();
    long firstMinute = length % MINUTE == 0 ? Math.min(end, up(begin, MINUTE)) : end;
    long lastMinute = Math.max(firstMinute, floor(end, MINUTE));
    boolean hasHours = length % HOUR == 0 && firstMinute < end;
    long firstHour = hasHours ? Math.min(lastMinute, up(firstMinute, HOUR)) : lastMinute;
    long lastHour = Math.max(firstHour, floor(lastMinute, HOUR));
    return new HistogramRange(begin, firstMinute, firstHour, lastHour, lastMinute, end);
  }

  /** The values of {@link #CONDITION}. */
  Object[] parameters() {
    return new Object[] {
      firstHour, lastHour,
      firstHour, lastHour,
      firstMinute, firstHour,
      lastHour, lastMinute,
      firstMinute, lastMinute,
      from, firstMinute,
      lastMinute, to
    };
  }

  private static long ceil(Instant moment) {
    return moment.getNano() == 0 ? moment.getEpochSecond() : moment.getEpochSecond() + 1;
  }

  private static long floor(long second, long length) {
    return Math.floorDiv(second, length) * length;
  }

  private static long up(long second, long length) {
    return -floor(-second, length);
  }
}
