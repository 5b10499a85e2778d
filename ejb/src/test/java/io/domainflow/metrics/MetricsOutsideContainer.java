package io.domainflow.metrics;

import io.domainflow.database.Database;

/** The beans that store, without a container: each statement commits by itself. */
final class MetricsOutsideContainer {

  private MetricsOutsideContainer() {}

  @SuppressWarnings("UnnecessaryAssignment") // There is no framework here.
  static MetricRecorder recorder(Database database) {
    MetricRecorder recorder = new MetricRecorder();
    recorder.database = database;
    return recorder;
  }

  @SuppressWarnings("UnnecessaryAssignment") // There is no framework here.
  static MetricLedger ledger(Database database) {
    MetricLedger ledger = new MetricLedger();
    ledger.database = database;
    return ledger;
  }
}
