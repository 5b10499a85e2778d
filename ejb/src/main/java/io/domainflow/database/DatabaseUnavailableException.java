package io.domainflow.database;

import io.domainflow.TransientException;
import java.sql.SQLException;
import java.util.Set;

/**
 * PostgreSQL could not do its work now: no connection, a conflict with another transaction, a lack
 * of resources. The transaction is rolled back; the same work may succeed later.
 */
public final class DatabaseUnavailableException extends TransientException {

  private static final long serialVersionUID = 1L;

  /**
   * SQLSTATE classes that pass (PostgreSQL documentation, appendix A): 08 connection exception, 40
   * transaction rollback, 53 insufficient resources, 57 operator intervention, 58 system error.
   */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "58");

  /** lock_not_available (PostgreSQL documentation, appendix A). */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final int CLASS_LENGTH = 2;

  private final String sqlState;

  DatabaseUnavailableException(String sqlState, SQLException cause) {
    super(
        "database-unavailable",
        "The database could not do the work now (" + sqlState + "): " + cause.getMessage(),
        cause);
    this.sqlState = sqlState;
  }

  /** The SQLSTATE, empty if the connection pool gave no connection. */
  public String sqlState() {
    return sqlState;
  }

  static boolean isTransient(String sqlState, SQLException failure) {
    // A pool that has no connection to give throws a plain SQLException without a SQLSTATE.
    return sqlState.isEmpty()
        ? failure.getClass() == SQLException.class
        : sqlState.equals(LOCK_NOT_AVAILABLE)
            || TRANSIENT_CLASSES.contains(sqlState.substring(0, CLASS_LENGTH));
  }
}
