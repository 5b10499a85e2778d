package io.domainflow.metrics;

import io.domainflow.config.Configuration;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The rows that wait to be stored. What does not fit is dropped and counted. Thread-safe. */
@ApplicationScoped
public class MetricQueue {

  @Inject Configuration configuration;

  @Inject OperationTallies tallies;

  private BlockingQueue<TransactionMetric> rows = new ArrayBlockingQueue<>(1);
  private final AtomicLong dropped = new AtomicLong();

  @PostConstruct
  void make() {
    rows = new ArrayBlockingQueue<>(MetricsSettings.from(configuration).queue());
  }

  /** Adds a row, or drops it if there is no room. */
  void offer(TransactionMetric row) {
    if (!rows.offer(row)) {
      drop(row);
    }
  }

  /** Takes at most {@code most} rows, the oldest first. */
  void drainTo(List<TransactionMetric> taken, int most) {
    rows.drainTo(taken, most);
  }

  /** Counts rows that will never be stored. */
  void drop(List<TransactionMetric> lost) {
    lost.forEach(this::drop);
  }

  private void drop(TransactionMetric row) {
    dropped.incrementAndGet();
    tallies.lacksRow(row.operation(), row.createdAt());
  }

  /** How many rows wait. */
  int depth() {
    return rows.size();
  }

  /** How many rows were dropped since the start. */
  long dropped() {
    return dropped.get();
  }
}
