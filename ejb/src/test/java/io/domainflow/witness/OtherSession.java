package io.domainflow.witness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Somebody else at the same database, on a connection that no pool knows. */
public final class OtherSession implements AutoCloseable {

  public static final String NAME = "other_session";

  private final Connection connection;

  OtherSession(Connection connection) {
    this.connection = connection;
  }

  /** Runs the statements one by one; each commits by itself unless one of them is BEGIN. */
  public void execute(String... statements) {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The one number that a query gives. */
  public long number(String query) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The first column of a query. */
  public List<String> texts(String query) {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Reads and writes entries in a transaction of its own, as those do that it conflicts with. */
  public void commitWriteSkew() {
    execute(
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "SELECT sum(amount) FROM entries",
        "INSERT INTO entries (id, amount) VALUES ('other', 1)",
        "COMMIT");
  }

  /** Ends a server process and returns when it is gone. */
  public void terminate(long backendPid) {
    execute("SELECT pg_terminate_backend(%d, 10000)".formatted(backendPid));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
