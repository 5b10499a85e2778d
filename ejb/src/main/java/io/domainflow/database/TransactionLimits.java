package io.domainflow.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a transaction may wait for others.
 *
 * @param lock for a lock that somebody else holds
 * @param statement for the end of a statement
 * @param isDurable whether COMMIT waits for the disk
 */
public record TransactionLimits(Duration lock, Duration statement, boolean isDurable) {

  /** What the network may need beside the statement itself. */
  private static final Duration NETWORK = Duration.ofSeconds(5);

  /** The first statement of such a transaction. */
  SqlStatement statementAhead() {
    List<Object> parameters = new ArrayList<>(List.of(millis(lock), millis(statement)));
    String sql =
        "SELECT set_config('lock_timeout', ?, true) IS NULL,"
            + " set_config('statement_timeout', ?, true) IS NULL";
    if (!isDurable) {
      sql += ", set_config('synchronous_commit', ?, true) IS NULL";
      parameters.add("off");
    }
    return SqlStatement.of(sql, parameters.toArray());
  }

  private static String millis(Duration limit) {
    return limit.toMillis() + "ms";
  }

  /** How long the connection waits for an answer before it is given up. */
  Duration patience() {
    return statement.plus(NETWORK);
  }
}
