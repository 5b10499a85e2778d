package io.domainflow.metrics;

import io.domainflow.database.Database;
import io.domainflow.database.TransactionLimits;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stores what was recorded, each call in a short transaction of its own: so the record of an
 * operation that was rolled back stays. No call waits for anybody's lock for long.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MetricRecorder {

  private static final TransactionLimits LIMITS =
      new TransactionLimits(Duration.ofSeconds(1), Duration.ofSeconds(5), true);

  /** A crash of the server may take the last rows with it; each commit would wait for its disk. */
  private static final TransactionLimits LIMITS_WITHOUT_DISK =
      new TransactionLimits(LIMITS.lock(), LIMITS.statement(), false);

  @Inject Database database;

  /** Stores one row for good. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void record(TransactionMetric row) {
    database.limited(LIMITS, () -> new MetricWriter(database).store(List.of(row)));
  }

  /**
   * Stores rows together, without waiting for the disk. Attribute REQUIRES_NEW.
   *
   * @return how many bytes were sent
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public long store(List<TransactionMetric> rows) {
    AtomicLong bytes = new AtomicLong();
    database.limited(LIMITS_WITHOUT_DISK, () -> bytes.set(new MetricWriter(database).store(rows)));
    return bytes.get();
  }

  /** Stores what was counted in periods, all or nothing. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void store(PeriodReport report) {
    database.limited(LIMITS, () -> new MetricWriter(database).store(report));
  }
}
