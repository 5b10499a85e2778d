package io.domainflow.database;

import io.domainflow.DefectException;
import io.domainflow.DomainflowException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL refused a statement, and would refuse it again. The transaction is rolled back. */
public final class DatabaseException extends DefectException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  private DatabaseException(String sqlState, SQLException cause) {
    super("database-failure", "PostgreSQL reported " + sqlState + ": " + cause.getMessage(), cause);
    this.sqlState = sqlState;
  }

  /** The SQLSTATE (PostgreSQL documentation, appendix A), empty if the driver gave none. */
  public String sqlState() {
    return sqlState;
  }

  /**
   * The failure of the right kind for {@code failure}: a {@link DatabaseUnavailableException} if it
   * will pass, else a {@link DatabaseException}. Told apart by SQLSTATE alone.
   */
  public static DomainflowException of(SQLException failure) {
    String sqlState = stateOf(failure.getSQLState());
    return DatabaseUnavailableException.isTransient(sqlState, failure)
        ? new DatabaseUnavailableException(sqlState, failure)
        : new DatabaseException(sqlState, failure);
  }

  private static String stateOf(@Nullable String sqlState) {
    return sqlState == null ? "" : sqlState;
  }
}
