package io.domainflow.metrics.upkeep;

import com.github.f4b6a3.uuid.UuidCreator;
import io.domainflow.database.Database;
import io.domainflow.metrics.statistics.FiguresSum;
import io.domainflow.metrics.statistics.Periods;
import io.domainflow.metrics.statistics.StoredPeriod;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts from its rows what a node that was killed had not stored of its counts, in the transaction
 * of the caller. What it had shed or dropped in its last seconds nobody knows any more.
 */
final class Repair {

  private static final String TAKE =
      "SELECT complete_to FROM transaction_recorders WHERE node = ? FOR UPDATE SKIP LOCKED";

  /** Rows of periods of which there is no count. */
  private static final String UNCOUNTED =
      """
      SELECT m.operation_name, extract(epoch FROM date_bin('10 seconds', m.created_at, 'epoch'))
                 AS period, m.outcome, m.duration_us, m.retry_count, m.wasted_us
        FROM transaction_metrics m
       WHERE m.created_at >= ? AND m.node = ?
         AND NOT EXISTS (
               SELECT FROM transaction_histograms h
                WHERE h.period_seconds = 10 AND h.node = m.node
                  AND h.operation_name = m.operation_name
                  AND h.period_start = date_bin('10 seconds', m.created_at, 'epoch'))
      """;

  private static final String FORGET = "DELETE FROM transaction_recorders WHERE node = ?";

  private final Database database;

  Repair(Database database) {
    this.database = database;
  }

  /** What is counted together. */
  private record Counted(String operation, long period) {}

  /** Stores what is missing, and forgets the node. Does nothing if another node does it, or did. */
  void run(String node) {
    Optional<Instant> completeTo = database.first(TAKE, row -> row.instant("complete_to"), node);
    if (completeTo.isEmpty()) {
      return;
    }
    Map<Counted, FiguresSum> sums = new HashMap<>();
    database.forEach(
        UNCOUNTED,
        row ->
            sums.computeIfAbsent(
                    new Counted(row.text("operation_name"), row.number("period")),
                    any -> new FiguresSum())
                .add(
                    row.constant("outcome", Outcome.class),
                    row.number("duration_us"),
                    row.number("retry_count"),
                    row.number("wasted_us")),
        completeTo.get(),
        node);
    sums.forEach((counted, sum) -> store(node, counted, sum));
    database.update(FORGET, node);
  }

  private void store(String node, Counted counted, FiguresSum sum) {
    new StoredPeriod(
            UuidCreator.getTimeOrderedEpoch(),
            counted.period(),
            Periods.SHORT.toSeconds(),
            counted.operation(),
            node,
            sum.figures())
        .storeIn(database);
  }
}
