package io.domainflow.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
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
   * whatever the role's own defaults are, transactions are READ COMMITTED and may write.
   */
  private static final String SESSION_OPTIONS =
      "-c idle_in_transaction_session_timeout=60s"
          + " -c default_transaction_isolation=read\\ committed"
          + " -c default_transaction_read_only=off";

  private final AtomicLong losses = new AtomicLong();

  /** A data source without an address yet. */
  public TrackedDataSource() {
    setOptions(SESSION_OPTIONS);
  }

  /** {@link #getConnection()} comes here too. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return TrackedConnection.of(super.getConnection(user, password), losses);
  }
}
