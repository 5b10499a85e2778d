package io.domainflow.metrics;

import io.domainflow.database.Database;
import io.domainflow.metrics.statistics.Periods;
import io.domainflow.metrics.statistics.StoredPeriod;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The statements that store what was recorded, in the transaction of the caller if there is one.
 */
final class MetricWriter {

  private static final String COLUMNS =
      "id, operation_name, campaign_id, duration_ms, success, error_message, retry_count,"
          + " isolation_level, created_at, duration_us, outcome, sql_state, failing_step,"
          + " wasted_us, node";

  private static final int COLUMN_COUNT = COLUMNS.split(",", -1).length;

  private static final String COPY =
      "COPY transaction_metrics (" + COLUMNS + ") FROM STDIN (FORMAT binary)";

  private static final String CONFLICT =
      """
      INSERT INTO transaction_conflicts AS stored
             (hour, operation_name, sql_state, other, node, attempts, wasted_us)
      VALUES (to_timestamp(?), ?, ?, ?, ?, ?, ?)
      ON CONFLICT (hour, operation_name, sql_state, other, node)
      DO UPDATE SET attempts = stored.attempts + EXCLUDED.attempts,
                    wasted_us = stored.wasted_us + EXCLUDED.wasted_us
      """;

  private static final String COMPLETE =
      """
      INSERT INTO transaction_recorders AS known (node, complete_to) VALUES (?, to_timestamp(?))
      ON CONFLICT (node)
      DO UPDATE SET complete_to = greatest(known.complete_to, EXCLUDED.complete_to)
      """;

  private final Database database;

  MetricWriter(Database database) {
    this.database = database;
  }

  /**
   * Stores rows together.
   *
   * @return how many bytes were sent
   */
  long store(List<TransactionMetric> rows) {
    // Not through JPA: EclipseLink sends an absent uuid as a text, which PostgreSQL refuses.
    CopyRow copy = new CopyRow();
    for (TransactionMetric row : rows) {
      copy.begin(COLUMN_COUNT);
      row.write(copy);
    }
    byte[] content = copy.end();
    database.withConnection(connection -> send(connection, content));
    return content.length;
  }

  /** Stores what was counted in periods, and how far that is complete. */
  void store(PeriodReport report) {
    report.tallies().forEach(tally -> store(report.node(), tally));
    report.conflicts().forEach((conflict, cost) -> store(report.node(), conflict, cost));
    database.update(COMPLETE, report.node(), report.completeTo());
  }

  /** The node has stored everything, and ends. */
  void leave(String node) {
    database.update("DELETE FROM transaction_recorders WHERE node = ?", node);
  }

  private static long send(Connection connection, byte[] content) throws SQLException {
    CopyIn target = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      target.writeToCopy(content, 0, content.length);
      return target.endCopy();
    } finally {
      if (target.isActive()) {
        target.cancelCopy();
      }
    }
  }

  private void store(String node, PeriodReport.Tally tally) {
    new StoredPeriod(
            tally.id(),
            tally.period(),
            Periods.SHORT.toSeconds(),
            tally.operation(),
            node,
            tally.figures())
        .storeIn(database);
  }

  private void store(String node, PeriodReport.Conflict conflict, PeriodTally.Cost cost) {
    database.update(
        CONFLICT,
        conflict.hour(),
        conflict.operation(),
        conflict.sqlState(),
        conflict.other(),
        node,
        cost.attempts(),
        cost.micros());
  }
}
