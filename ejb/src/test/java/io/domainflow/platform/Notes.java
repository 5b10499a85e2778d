package io.domainflow.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.EJBException;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** A bean over plain JDBC that does what a careful bean does, and what a careless one does. */
@DataSourceDefinition(
    name = "java:app/jdbc/plain",
    className = "org.postgresql.ds.PGSimpleDataSource",
    url = "${MPCONFIG=domainflow.db.url}",
    user = "${MPCONFIG=domainflow.db.user}",
    password = "${MPCONFIG=domainflow.db.password}",
    minPoolSize = 1,
    initialPoolSize = 1,
    maxPoolSize = 4)
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class Notes {

  @Resource(lookup = "java:app/jdbc/plain")
  DataSource dataSource;

  @Resource SessionContext context;

  /** Makes the table anew. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void reset() {
    execute("DROP TABLE IF EXISTS notes");
    execute("CREATE TABLE notes (text text PRIMARY KEY)");
  }

  /** Adds a row. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void add(String text) {
    try {
      insert(text);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  /**
   * Adds a row, then fails at adding it again and keeps that to itself.
   *
   * @return whether the container knows that the transaction is to be rolled back
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public boolean addAndSwallowFailure(String text) {
    try {
      insert(text);
      insert(text);
      throw new IllegalStateException("the key was not checked");
    } catch (SQLException swallowed) {
      return context.getRollbackOnly();
    }
  }

  /** Adds rows and then throws a checked exception. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void addAndThrowChecked(String text) throws SQLException {
    insert(text);
    insert(text);
  }

  /** Adds rows by COPY, each line one. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public long copy(String lines) {
    return copyLines(lines);
  }

  /** Adds rows by COPY and then throws. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void copyAndThrow(String lines) {
    copyLines(lines);
    throw new EJBException("after COPY");
  }

  /** Asks for two connections in one transaction: their backends' process ids. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public boolean twoConnectionsAreOne() {
    try (Connection one = dataSource.getConnection();
        Connection other = dataSource.getConnection()) {
      return backend(one) == backend(other);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  /** How many rows there are. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public long count() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM notes")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private void insert(String text) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("INSERT INTO notes (text) VALUES (?)")) {
      statement.setString(1, text);
      statement.executeUpdate();
    }
  }

  private long copyLines(String lines) {
    try (Connection connection = dataSource.getConnection()) {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY notes FROM STDIN", new ByteArrayInputStream(lines.getBytes(UTF_8)));
    } catch (SQLException | IOException failure) {
      throw new EJBException(failure);
    }
  }

  private void execute(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private static int backend(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }
}
