package io.domainflow.transaction.failure;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQLSTATEs (PostgreSQL documentation, appendix A) and where to find them in a chain of causes. */
public final class SqlStates {

  static final String SERIALIZATION_FAILURE = "40001";
  static final String DEADLOCK_DETECTED = "40P01";
  static final String LOCK_NOT_AVAILABLE = "55P03";
  public static final String QUERY_CANCELED = "57014";
  static final String ADMIN_SHUTDOWN = "57P01";
  static final String CRASH_SHUTDOWN = "57P02";
  static final String CANNOT_CONNECT_NOW = "57P03";
  static final String IDLE_SESSION_TIMEOUT = "57P05";
  static final String IDLE_IN_TRANSACTION_TIMEOUT = "25P03";
  static final String TRANSACTION_TIMEOUT = "25P04";
  static final String TOO_MANY_CONNECTIONS = "53300";
  static final String IN_FAILED_TRANSACTION = "25P02";

  private static final String CONNECTION_EXCEPTION_CLASS = "08";
  private static final String INSUFFICIENT_RESOURCES_CLASS = "53";
  private static final String SYSTEM_ERROR_CLASS = "58";

  private SqlStates() {}

  /** The SQLException closest to the root that carries a SQLSTATE. */
  public static Optional<SQLException> rootOf(@Nullable Throwable failure) {
    SQLException found = null;
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 100; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isPresent(sql.getSQLState())) {
        found = sql;
      }
      depth++; // A chain of causes may have a cycle.
    }
    return Optional.ofNullable(found);
  }

  /** Whether the connection to PostgreSQL is gone. */
  static boolean isConnectionLost(String sqlState) {
    return sqlState.startsWith(CONNECTION_EXCEPTION_CLASS)
        || sqlState.equals(ADMIN_SHUTDOWN)
        || sqlState.equals(CRASH_SHUTDOWN)
        || sqlState.equals(CANNOT_CONNECT_NOW)
        || sqlState.equals(IDLE_SESSION_TIMEOUT)
        || sqlState.equals(IDLE_IN_TRANSACTION_TIMEOUT);
  }

  /** Whether PostgreSQL lacks something that it may have later. */
  static boolean isShortage(String sqlState) {
    return sqlState.startsWith(INSUFFICIENT_RESOURCES_CLASS)
        || sqlState.startsWith(SYSTEM_ERROR_CLASS);
  }

  private static boolean isPresent(@Nullable String sqlState) {
    return sqlState != null && !sqlState.isEmpty();
  }
}
