package io.domainflow.metrics;

import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Stores what was recorded, each call in a short transaction of its own: so the record of an
 * operation that was rolled back stays. No call waits for anybody's lock for long.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MetricRecorder {

  @Inject Database database;

  /** Stores one row for good. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void record(TransactionMetric row) {
    new MetricWriter(database).record(row);
  }

  /** Stores rows together, without waiting for the disk. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void store(List<TransactionMetric> rows) {
    new MetricWriter(database).store(rows);
  }

  /** Stores what was counted in periods, all or nothing. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void store(PeriodReport report) {
    new MetricWriter(database).store(report);
  }
}
