package io.domainflow.database;

import io.domainflow.CampaignId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several statements in one round trip: pgjdbc sends the statements of one text together
 * (PostgreSQL documentation, "Pipelining" of the extended query protocol). The first that fails
 * ends them all. Equal texts are prepared once for each connection.
 */
final class Burst {

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
        statement -> {
          read(statement, last);
          return statement;
        });
  }

  /** Sends {@code ahead} and {@code last}, and reads the result of the latter. */
  static <T> T send(
      Connection connection, List<SqlStatement> ahead, SqlStatement last, LastResult<T> result)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text(ahead, last))) {
      int index = 1;
      for (SqlStatement part : ahead) {
        index = bind(statement, part, index);
      }
      bind(statement, last, index);
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
        : ahead.stream().map(SqlStatement::sql).collect(Collectors.joining(";\n", "", ";\n"))
            + last.sql();
  }

  private static void read(PreparedStatement statement, SqlStatement part) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      if (rows != null) {
        part.result().read(rows);
      }
    }
  }

  private static int bind(PreparedStatement statement, SqlStatement part, int first)
      throws SQLException {
    int index = first;
    for (Object parameter : part.parameters()) {
      statement.setObject(index++, jdbcValue(parameter));
    }
    return index;
  }

  private static @Nullable Object jdbcValue(@Nullable Object parameter) {
    if (parameter instanceof CampaignId id) {
      return id.value();
    }
    if (parameter instanceof Enum<?> constant) {
      return constant.name();
    }
    if (parameter instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    return parameter;
  }
}
