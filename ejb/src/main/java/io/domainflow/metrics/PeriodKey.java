package io.domainflow.metrics;

import io.domainflow.metrics.statistics.Periods;
import java.time.Instant;

/**
 * An operation in a period.
 *
 * @param period seconds since 1970 at its begin, a multiple of {@link Periods#SHORT}
 */
record PeriodKey(String operation, long period) {

  static PeriodKey of(String operation, Instant endedAt) {
    long length = Periods.SHORT.toSeconds();
    return new PeriodKey(operation, Math.floorDiv(endedAt.getEpochSecond(), length) * length);
  }
}
