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

  /** A lock on the table is waited for shortly: the queue has to go on. */
  private static final String LIMITS =
      """
      SELECT set_config('lock_timeout', '1s', true) IS NULL,
             set_config('statement_timeout', '5s', true) IS NULL
      """;

  /** A crash of the server may take the last rows with it; each commit would wait for its disk. */
  private static final String LIMITS_WITHOUT_DISK =
      LIMITS.stripTrailing() + ", set_config('synchronous_commit', 'off', true) IS NULL";

  private static final String CONFLICT =
      """
      INSERT INTO transaction_conflicts AS stored
             (hour, operation_name, sql_state, other, node, attempts, wasted_us)
      VALUES (to_timestamp(?), ?, ?, ?, ?, ?, ?)
      ON CONFLICT (hour, operation_name, sql_state, other, node)
      DO UPDATE SET attempts = stored.attempts + EXCLUDED.attempts,
                    wasted_us = stored.wasted_us + EXCLUDED.wasted_us
      """;

  private final Database database;

  MetricWriter(Database database) {
    this.database = database;
  }

  /** Stores a row for good. */
  void record(TransactionMetric row) {
    database.query(LIMITS, result -> true);
    copy(List.of(row));
  }

  /** Stores rows together, without waiting for the disk. */
  void store(List<TransactionMetric> rows) {
    database.query(LIMITS_WITHOUT_DISK, result -> true);
    copy(rows);
  }

  /** Stores what was counted in periods. */
  void store(PeriodReport report) {
    database.query(LIMITS, result -> true);
    report.tallies().forEach(tally -> store(report.node(), tally));
    report.conflicts().forEach((conflict, cost) -> store(report.node(), conflict, cost));
  }

  /** Not through JPA: EclipseLink sends an absent uuid as a text, which PostgreSQL refuses. */
  private void copy(List<TransactionMetric> rows) {
    CopyRow copy = new CopyRow();
    for (TransactionMetric row : rows) {
      copy.begin(COLUMN_COUNT);
      row.write(copy);
    }
    byte[] content = copy.end();
    database.withConnection(connection -> send(connection, content));
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

  private void store(String node, OperationTallies.Conflict conflict, OperationTallies.Cost cost) {
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
