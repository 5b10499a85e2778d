package io.domainflow.execution.running;

import io.domainflow.execution.WorkFixture;
import org.eclipse.microprofile.metrics.Counter;

/** What takes batches to their end, on the beans of execution. */
@SuppressWarnings("UnnecessaryAssignment") // No container injects here.
final class RunnerFixture extends WorkFixture {

  final WorkMetrics metrics = new WorkMetrics();
  final BatchRunner runner = new BatchRunner();

  RunnerFixture() {
    metrics.recorded = new Counting();
    metrics.refused = new Counting();
    metrics.failed = new Counting();
    runner.handler = handler;
    runner.ledger = ledger;
    runner.metrics = metrics;
  }

  void countFailuresBy(Counter counter) {
    metrics.failed = counter;
  }
}
