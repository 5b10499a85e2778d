package io.domainflow.execution;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.annotation.Metric;

/** Counts on {@code /metrics} what became of the batches of this node. */
@ApplicationScoped
class WorkMetrics {

  @Inject
  @Metric(
      name = "domainflow_batches_recorded_total",
      absolute = true,
      description = "Batches that this node recorded")
  Counter recorded;

  @Inject
  @Metric(
      name = "domainflow_batches_refused_total",
      absolute = true,
      description = "Batches whose claim was lost before they were recorded")
  Counter refused;

  @Inject
  @Metric(
      name = "domainflow_batches_failed_total",
      absolute = true,
      description = "Attempts at batches that failed on this node")
  Counter failed;

  /** Shows the counters from the start: a bean that is never called would not be made. */
  void publish() {
    recorded.inc(0);
    refused.inc(0);
    failed.inc(0);
  }

  void recorded(int batches) {
    recorded.inc(batches);
  }

  void refused(int batches) {
    refused.inc(batches);
  }

  long recordedSoFar() {
    return recorded.getCount();
  }

  long refusedSoFar() {
    return refused.getCount();
  }

  void failed() {
    failed.inc();
  }
}
