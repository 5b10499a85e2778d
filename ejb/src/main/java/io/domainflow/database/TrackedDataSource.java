package io.domainflow.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The driver's data source, whose connections tell the {@link TransactionTracker} of a transaction
 * what PostgreSQL answered. The server's pool makes its connections here, so nothing that uses the
 * pool (JPA, JDBC, COPY) can bypass it.
 *
 * <p>It also makes the pool's validation cheap: a connection is really asked only if it was idle
 * for a second, or if any connection was lost since it was asked last. Thread-safe.
 */
public class TrackedDataSource extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  /**
   * A session that holds a transaction open and does nothing is ended by PostgreSQL after a minute,
   * so that its locks go and dead rows can be cleaned up. Operations have a shorter limit. And
   * whatever the role's own defaults are, transactions are READ COMMITTED and may write. While it
   * works it looks each second whether its client is still there (not possible on Windows). A
   * statement that nobody has given a limit has eight seconds: reads of the API, looks for work;
   * the connection waits a little longer for its answer ({@link TrackedConnection}).
   */
  private static final String SESSION_OPTIONS =
      "-c idle_in_transaction_session_timeout=60s"
          + " -c default_transaction_isolation=read\\ committed"
          + " -c default_transaction_read_only=off"
          + " -c client_connection_check_interval=1s"
          + " -c statement_timeout=8s";

  /** As long as the pool lets its callers wait for a connection. */
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final transient Siblings siblings = new Siblings();

  /** A data source without an address yet. */
  public TrackedDataSource() {
    setOptions(SESSION_OPTIONS);
  }

  /**
   * {@link #getConnection()} comes here too. The server has to answer within what the caller's
   * operation has left, at least a second, at most five: each time that it is waited for.
   */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    int seconds = (int) siblings.patience(CONNECTING).plusMillis(999).toSeconds();
    PGSimpleDataSource hurried = new PGSimpleDataSource();
    hurried.setUrl(getUrl());
    hurried.setConnectTimeout(seconds);
    hurried.setSocketTimeout(seconds);
    return TrackedConnection.of(hurried.getConnection(user, password), siblings);
  }
}
