package io.domainflow.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its parameters, to be sent to PostgreSQL together with others.
 *
 * @param sql one statement without a final semicolon
 * @param parameters one for each question mark, of the types that {@link Database} takes
 * @param result reads the statement's rows if it has any; called at most once
 */
public record SqlStatement(String sql, List<@Nullable Object> parameters, RowReader result) {

  /** Reads a statement's rows. */
  @FunctionalInterface
  public interface RowReader {
    void read(ResultSet rows) throws SQLException;
  }

  public SqlStatement {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }

  /** A statement whose result nobody needs. */
  public static SqlStatement of(String sql, @Nullable Object... parameters) {
    return new SqlStatement(sql, Arrays.asList(parameters), rows -> {});
  }
}
