package io.domainflow.database;

import io.domainflow.CampaignId;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL over JDBC in the transaction of the caller, on the one connection that the transaction
 * has; outside a transaction each statement commits by itself. For bulk work and for statements
 * that JPA cannot say.
 *
 * <p>Parameters may be null, strings, numbers, booleans, {@link CampaignId}s, enums (by name) and
 * {@link Instant}s. Every method throws {@link DatabaseException} or {@link
 * DatabaseUnavailableException}, which roll the transaction back: PostgreSQL has given it up
 * already.
 */
@ApplicationScoped
public class Database {

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  DataSource dataSource;

  /** Turns one row into a value. */
  @FunctionalInterface
  public interface RowMapper<T> {
    T map(Row row) throws SQLException;
  }

  /** Work on the transaction's connection; it must neither commit, roll back nor close it. */
  @FunctionalInterface
  public interface ConnectionWork<T> {
    T run(Connection connection) throws SQLException;
  }

  /** The rows of a query, or those that a data-changing statement returns. */
  public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    return withConnection(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return rows(statement, mapper);
          }
        });
  }

  /** The first row of a query, empty if there is none. */
  public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    return query(sql, mapper, parameters).stream().findFirst();
  }

  /** Runs a data-changing statement and tells how many rows it changed. */
  public int update(String sql, @Nullable Object... parameters) {
    return withConnection(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
          }
        });
  }

  /** Runs {@code work} on the transaction's connection. */
  public <T> T withConnection(ConnectionWork<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  private static <T> List<T> rows(PreparedStatement statement, RowMapper<T> mapper)
      throws SQLException {
    List<T> values = new ArrayList<>();
    try (ResultSet results = statement.executeQuery()) {
      Row row = new Row(results);
      while (results.next()) {
        values.add(mapper.map(row));
      }
    }
    return values;
  }

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int index = 0; index < parameters.length; index++) {
      statement.setObject(index + 1, jdbcValue(parameters[index]));
    }
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
