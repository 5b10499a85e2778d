package io.domainflow.transaction.attempt;

import io.domainflow.database.SqlStatement;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.failure.SqlStates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What PostgreSQL is told at the beginning of an attempt, in the round trip of its first statement:
 * isolation, limits and label, all for this transaction only; and what it answers, the
 * transaction's id. Later on only the limits, when a good part of the time has gone by.
 */
final class Preamble {

  /**
   * All results have a type of a known size: before a statement whose answer it cannot bound, the
   * driver reads all answers that are on their way, in a round trip of their own.
   */
  private static final String LIMITS =
      """
      SELECT set_config('statement_timeout', ?, true) IS NULL,
             set_config('lock_timeout', ?, true) IS NULL,
             set_config('idle_in_transaction_session_timeout', ?, true) IS NULL\
      """;

  private static final String LABEL = ", set_config('application_name', ?, true) IS NULL";

  /** Gives the transaction its id at once; it would get one with its first write anyway. */
  private static final String ID = ", CAST(CAST(pg_current_xact_id() AS text) AS bigint) AS id";

  /** The longest application_name (NAMEDATALEN - 1, PostgreSQL documentation, "Logging"). */
  private static final int LONGEST_LABEL = 63;

  /** The limits are renewed when this part of the time that they granted has gone by. */
  private static final int RENEWAL = 10;

  /** How much longer than PostgreSQL's own limits an answer may take on its way. */
  static final Duration GRACE = Duration.ofSeconds(3);

  private final Operation operation;
  private final int attempt;
  private volatile String transactionId = "";
  private boolean answered;
  private boolean undone;
  private Duration granted = Duration.ZERO;

  Preamble(Operation operation, int attempt) {
    this.operation = operation;
    this.attempt = attempt;
  }

  /** What goes ahead of the next statement, mostly nothing. */
  List<SqlStatement> next() throws SQLException {
    checkDeadline();
    Duration remaining = operation.remaining();
    List<SqlStatement> statements = new ArrayList<>(2);
    if (!answered) {
      characteristics(statements);
      statements.add(opening(remaining));
      granted = remaining;
    } else if (undone || granted.minus(remaining).compareTo(granted.dividedBy(RENEWAL)) > 0) {
      statements.add(SqlStatement.of(LIMITS, limits(remaining).toArray()));
      granted = remaining;
      undone = false;
    }
    return statements;
  }

  /** PostgreSQL has gone back to limits of a savepoint: they have to be renewed. */
  void undone() {
    undone = true;
  }

  /** Refuses to go on when the deadline has passed. */
  void checkDeadline() throws SQLException {
    if (operation.isExpired()) {
      throw new SQLException(
          "The deadline of "
              + operation.options().timeout().toMillis()
              + " ms has passed before the next statement.",
          SqlStates.QUERY_CANCELED);
    }
  }

  /** How long an answer of PostgreSQL may take before the connection is given up. */
  Duration patience() {
    Duration remaining = operation.remaining();
    return remaining.isNegative() ? GRACE : remaining.plus(GRACE);
  }

  String transactionId() {
    return transactionId;
  }

  private void characteristics(List<SqlStatement> statements) {
    IsolationLevel isolation = operation.options().isolation();
    boolean readOnly = operation.options().readOnly();
    if (isolation != IsolationLevel.READ_COMMITTED || readOnly) {
      statements.add(
          SqlStatement.of(
              "SET TRANSACTION ISOLATION LEVEL "
                  + isolation.sql()
                  + (readOnly ? " READ ONLY" : "")));
    }
  }

  private SqlStatement opening(Duration remaining) {
    List<String> parameters = limits(remaining);
    String name = operation.name();
    parameters.add(name.substring(0, Math.min(name.length(), LONGEST_LABEL)));
    return operation.options().readOnly()
        ? new SqlStatement(LIMITS + LABEL, List.copyOf(parameters), rows -> answered = true)
        : new SqlStatement(LIMITS + LABEL + ID, List.copyOf(parameters), this::readId);
  }

  private void readId(ResultSet rows) throws SQLException {
    rows.next();
    transactionId = rows.getString("id");
    answered = true;
  }

  /**
   * A lock may take its share of what is left, so that the attempts that follow still have time;
   * the last attempt may take all of it.
   */
  private List<String> limits(Duration remaining) {
    long millis = Math.max(1, remaining.toMillis());
    int attemptsLeft = Math.max(1, operation.options().maxRetries() + 2 - attempt);
    List<String> limits = new ArrayList<>();
    limits.add(Long.toString(millis));
    limits.add(Long.toString(Math.max(1, millis / attemptsLeft)));
    limits.add(Long.toString(millis));
    return limits;
  }
}
