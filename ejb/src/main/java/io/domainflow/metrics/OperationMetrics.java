package io.domainflow.metrics;

import io.domainflow.config.Configuration;
import io.domainflow.config.NodeName;
import io.domainflow.metrics.StorageWarning.Part;
import io.domainflow.transaction.OperationListener;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Is told of each operation that has ended: counts it, and hands its row on. Thread-safe. */
@ApplicationScoped
public class OperationMetrics implements OperationListener {

  @Inject Configuration configuration;

  @Inject NodeName node;

  @Inject OperationTallies tallies;

  @Inject OperationGauges gauges;

  @Inject MetricQueue queue;

  @Inject MetricRecorder recorder;

  @Inject SelfCost cost;

  @Inject StorageWarning warning;

  private volatile MetricsMode mode = MetricsMode.OFF;
  private String nodeName = "";

  @PostConstruct
  void start() {
    mode = MetricsSettings.from(configuration).mode();
    nodeName = node.value();
  }

  @Override
  public void finished(OperationOutcome outcome) {
    MetricsMode current = mode;
    if (current == MetricsMode.OFF) {
      return;
    }
    long start = System.nanoTime();
    tallies.add(outcome);
    gauges.count(outcome);
    TransactionMetric row = new TransactionMetric(outcome, nodeName);
    if (current == MetricsMode.DURABLE && !warning.isFailing(Part.ROWS)) {
      record(row);
    } else if (current == MetricsMode.DURABLE || mustKeep(outcome) || cost.keepsRow()) {
      queue.offer(row);
    } else {
      tallies.lacksRow(row.operation(), row.createdAt());
    }
    cost.add(start);
  }

  /** Rows of failures are few and wanted most. */
  private static boolean mustKeep(OperationOutcome outcome) {
    return outcome.outcome() != Outcome.COMMITTED;
  }

  private void record(TransactionMetric row) {
    try {
      recorder.record(row);
      warning.succeeded(Part.ROWS);
    } catch (RuntimeException failure) { // The operation has ended well or badly; this is not it.
      warning.failed(Part.ROWS, failure);
      queue.offer(row); // It is tried again with the others.
    }
  }

  /** Records in another way from now on. */
  void switchTo(MetricsMode other) {
    mode = other;
  }

  /** The way in which operations are recorded now. */
  MetricsMode mode() {
    return mode;
  }
}
