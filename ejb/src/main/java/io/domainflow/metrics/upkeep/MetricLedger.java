package io.domainflow.metrics.upkeep;

import io.domainflow.database.Database;
import io.domainflow.database.TransactionLimits;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of monitoring as a whole. Each method is a transaction of its own, in which nothing
 * waits for long: what takes strong locks does nothing else.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MetricLedger {

  private static final TransactionLimits LIMITS =
      new TransactionLimits(Duration.ofSeconds(2), Duration.ofMinutes(1), true);

  @Inject Database database;

  /**
   * Says that a node lives since {@code startedAt}, and tells who else does. Attribute
   * REQUIRES_NEW.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public Map<String, Long> beat(String node, Instant startedAt) {
    Map<String, Long> beats = new HashMap<>();
    MetricTables tables = new MetricTables(database);
    database.limited(
        LIMITS,
        () -> {
          tables.beat(node, startedAt);
          beats.putAll(tables.recorders());
        });
    return beats;
  }

  /** Counts what a node that is no more has left uncounted, once. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void repair(String node) {
    database.limited(LIMITS, () -> new Repair(database).run(node));
  }

  /** Makes the partitions of today and of some days behind. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void makePartitions(int daysAhead) {
    database.limited(LIMITS, () -> new MetricTables(database).makePartitions(daysAhead));
  }

  /** Makes the partition of a day if it is missing. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void makePartition(LocalDate day) {
    database.limited(LIMITS, () -> new MetricTables(database).makePartition(day));
  }

  /** The days of rows that are in no partition of a day. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public List<LocalDate> daysWithoutPartition() {
    List<LocalDate> days = new ArrayList<>();
    database.limited(LIMITS, () -> days.addAll(new MetricTables(database).daysWithoutPartition()));
    return days;
  }

  /** How many rows are in no partition of a day. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public long rowsWithoutPartition() {
    List<Long> rows = new ArrayList<>();
    database.limited(LIMITS, () -> rows.add(new MetricTables(database).rowsWithoutPartition()));
    return rows.get(0);
  }

  /** Makes minutes and hours, if no other node does. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void rollUp() {
    database.limited(LIMITS, () -> new RollUp(database).run());
  }

  /** Ends periods and conflicts that are too old. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void retirePeriods(int histogramDays) {
    database.limited(LIMITS, () -> new MetricTables(database).retirePeriods(histogramDays));
  }

  /** Drops the rows of all days but the last ones, today included. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void dropPartitions(int days) {
    database.limited(LIMITS, () -> new MetricTables(database).dropPartitions(days));
  }
}
