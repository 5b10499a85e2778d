package io.domainflow.execution.running;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.Metric;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/** Shows on {@code /metrics} the batches of this node, and what became of them. */
@ApplicationScoped
class WorkMetrics {

  @Inject
  @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE)
  MetricRegistry registry;

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

  /** Shows all from the start: a bean that is never called would not be made. */
  void publish(Supplier<Integer> inFlight) {
    registry.gauge(
        Metadata.builder()
            .withName("domainflow_batches_in_flight")
            .withDescription("Batches that this node has claimed and not yet ended")
            .build(),
        inFlight);
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
