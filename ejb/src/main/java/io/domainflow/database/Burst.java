package io.domainflow.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several statements in one round trip: pgjdbc sends the statements of one text together
 * (PostgreSQL documentation, "Pipelining" of the extended query protocol). The first that fails
 * ends them all. Equal texts are prepared once for each connection.
 */
final class Burst {

  /** On a line of its own: a statement may end in a comment. */
  private static final String END = "\n;";

  private static final SqlStatement COMMIT = new SqlStatement("COMMIT", List.of(), rows -> {});

  private Burst() {}

  /** What becomes of the last statement; it stands at its result. */
  @FunctionalInterface
  interface LastResult<T> {
    T read(PreparedStatement statement) throws SQLException;
  }

  /** Sends {@code statements}, of which there is at least one. */
  static void send(Connection connection, List<SqlStatement> statements) throws SQLException {
    SqlStatement last = statements.get(statements.size() - 1);
    send(
        connection,
        statements.subList(0, statements.size() - 1),
        last,
        0,
        statement -> {
          read(statement, last);
          return statement;
        });
  }

  /**
   * Sends {@code writes} and COMMIT, which PostgreSQL carries out only if none of them fails.
   *
   * @param sending called when nothing but PostgreSQL can refuse any more
   */
  static void commit(Connection connection, List<SqlStatement> writes, Runnable sending)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text(writes, COMMIT))) {
      bind(statement, writes, 1);
      sending.run();
      statement.execute();
    }
  }

  /**
   * Sends {@code ahead} and {@code last}, and reads the result of the latter.
   *
   * @param portion how many rows are fetched at once; 0 for all
   */
  static <T> T send(
      Connection connection,
      List<SqlStatement> ahead,
      SqlStatement last,
      int portion,
      LastResult<T> result)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text(ahead, last))) {
      statement.setFetchSize(portion);
      bind(statement, List.of(last), bind(statement, ahead, 1));
      statement.execute();
      for (SqlStatement part : ahead) {
        read(statement, part);
        statement.getMoreResults();
      }
      return result.read(statement);
    }
  }

  private static String text(List<SqlStatement> ahead, SqlStatement last) {
    return ahead.isEmpty()
        ? last.sql()
        : ahead.stream().map(SqlStatement::sql).collect(Collectors.joining(END, "", END))
            + last.sql();
  }

  private static void read(PreparedStatement statement, SqlStatement part) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      if (rows != null) {
        part.result().read(rows);
      }
    }
  }

  /** Returns the index of the next parameter. */
  private static int bind(PreparedStatement statement, List<SqlStatement> parts, int first)
      throws SQLException {
    int index = first;
    for (SqlStatement part : parts) {
      for (Object parameter : part.parameters()) {
        statement.setObject(index++, parameter);
      }
    }
    return index;
  }
}
