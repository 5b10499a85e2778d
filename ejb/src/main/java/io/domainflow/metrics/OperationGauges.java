package io.domainflow.metrics;

import io.domainflow.database.Database;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.LostAttempt;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.attempt.ActiveTransactions;
import io.domainflow.transaction.compensation.CompensationLedger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * Shows on {@code /metrics} what is counted, in seconds. Everything is a gauge over our own counts:
 * the server's Timer says nanoseconds where its name says seconds (Payara 6.2025), and costs more
 * than all the rest of recording. Thread-safe.
 */
@ApplicationScoped
public class OperationGauges {

  private static final String PREFIX = "domainflow_transaction";
  private static final double MICROS = TimeUnit.SECONDS.toMicros(1);
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double PERCENT = 100;
  private static final double[] QUANTILES = {0.5, 0.95, 0.99, 1};

  @Inject
  @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE)
  MetricRegistry registry;

  @Inject OperationTallies tallies;

  @Inject MetricQueue queue;

  @Inject SelfCost cost;

  @Inject ActiveTransactions active;

  @Inject CompensationLedger compensations;

  @Inject Database database;

  private final Map<Kind, Total> totals = new ConcurrentHashMap<>();
  private final Map<Retried, LongAdder> retries = new ConcurrentHashMap<>();
  private volatile long debts;
  private volatile long rowsWithoutPartition;

  /** Operations that are shown together. */
  private record Kind(String operation, Outcome outcome) {}

  /** Attempts that are shown together. */
  private record Retried(String operation, String sqlState) {}

  /** What was counted since the start. */
  private record Total(LongAdder count, LongAdder micros) {}

  /** Shows what does not depend on operations. */
  void publish() {
    show(
        "domainflow_transactions_in_flight", "Operations that run now", () -> active.list().size());
    show("domainflow_connections_in_use", "Connections in use over JDBC", database.pool()::lent);
    show(
        "domainflow_connections_waiting",
        "Threads that wait for a connection",
        database.pool()::waiting);
    show("domainflow_compensation_debts", "Compensations that are owed", () -> debts);
    show("domainflow_metrics_queue_depth", "Rows that wait to be stored", queue::depth);
    show("domainflow_metrics_stored_rows", "Rows that were stored", cost::storedRows);
    show("domainflow_metrics_stored_bytes", "Bytes that were sent for rows", cost::storedBytes);
    show(
        "domainflow_metrics_rows_without_partition",
        "Rows that are in no partition of a day",
        () -> rowsWithoutPartition);
    show("domainflow_metrics_dropped_rows", "Rows that were lost", queue::dropped);
    show("domainflow_metrics_shed_rows", "Rows left out to save time", cost::shed);
    show("domainflow_metrics_cost_seconds", "Time that recording took", () -> cost.nanos() / NANOS);
    show(
        "domainflow_metrics_cost_share",
        "Share of all processors' time that recording took lately",
        cost::share);
  }

  /** Counts an operation; the first of its kind is shown from now on. */
  void count(OperationOutcome ended) {
    Kind kind = new Kind(ended.operation(), ended.outcome());
    Total total = totals.get(kind);
    if (total == null) {
      total = totals.computeIfAbsent(kind, this::appear);
    }
    total.count().increment();
    total.micros().add(TransactionMetric.micros(ended));
    if (ended.retries() > 0) {
      countRetries(ended);
    }
  }

  /** The last attempt is not followed by another. */
  private void countRetries(OperationOutcome ended) {
    for (LostAttempt lost : ended.lostAttempts().subList(0, ended.retries())) {
      retries
          .computeIfAbsent(new Retried(ended.operation(), lost.sqlState()), this::appear)
          .increment();
    }
  }

  /** Asks for what should not be asked for at each scrape. Called without a transaction. */
  public void countDebts() {
    debts = compensations.owed();
  }

  /** Notes how many rows are in no partition of a day. */
  public void showRowsWithoutPartition(long rows) {
    rowsWithoutPartition = rows;
  }

  private Total appear(Kind kind) {
    Total total = new Total(new LongAdder(), new LongAdder());
    Tag operation = new Tag("operation", kind.operation());
    Tag outcome = new Tag("outcome", kind.outcome().name());
    String name = PREFIX + "_duration_seconds";
    show(name + "_count", "Operations that ended so", total.count()::sum, operation, outcome);
    show(
        name + "_sum",
        "How long they took together",
        () -> total.micros().sum() / MICROS,
        operation,
        outcome);
    for (double quantile : QUANTILES) {
      Tag at = new Tag("quantile", Double.toString(quantile));
      show(
          name,
          "How long they took, in the last minute",
          () -> seconds(tallies.lately(kind.operation(), kind.outcome()), quantile),
          operation,
          outcome,
          at);
    }
    return total;
  }

  private LongAdder appear(Retried retried) {
    LongAdder count = new LongAdder();
    show(
        PREFIX + "_retries",
        "Attempts that were followed by another",
        count::sum,
        new Tag("operation", retried.operation()),
        new Tag("sql_state", retried.sqlState()));
    return count;
  }

  private static double seconds(Histogram micros, double quantile) {
    return micros.getValueAtPercentile(quantile * PERCENT) / MICROS;
  }

  private void show(
      String name, String description, Supplier<? extends Number> value, Tag... tags) {
    Metadata metadata = Metadata.builder().withName(name).withDescription(description).build();
    registry.gauge(metadata, value, tags);
  }
}
