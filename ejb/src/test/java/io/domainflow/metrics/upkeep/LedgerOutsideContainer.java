package io.domainflow.metrics.upkeep;

import io.domainflow.database.Database;

/** The tables of monitoring without a container: each statement commits by itself. */
public final class LedgerOutsideContainer {

  private LedgerOutsideContainer() {}

  /** The ledger on a database of a test. */
  @SuppressWarnings("UnnecessaryAssignment") // There is no framework here.
  public static MetricLedger on(Database database) {
    MetricLedger ledger = new MetricLedger();
    ledger.database = database;
    return ledger;
  }
}
