package io.domainflow.transaction.failure;

import io.domainflow.DomainflowException;
import io.domainflow.database.DatabaseException;
import io.domainflow.database.DatabaseUnavailableException;
import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why one attempt failed. Failures are told apart by the SQLSTATE on the chain of causes and by
 * type, never by the text of a message: a campaign may be called "deadlock timeout".
 *
 * @param sqlState empty if PostgreSQL had no part in it
 * @param message what PostgreSQL or the thrower said
 * @param cause what was thrown, as it was thrown; null if nothing was
 */
public record Failure(
    FailureKind kind, String sqlState, String message, @Nullable Throwable cause) {

  private static final Map<String, FailureKind> KINDS =
      Map.of(
          SqlStates.SERIALIZATION_FAILURE, FailureKind.SERIALIZATION_CONFLICT,
          SqlStates.DEADLOCK_DETECTED, FailureKind.DEADLOCK,
          SqlStates.LOCK_NOT_AVAILABLE, FailureKind.LOCK_NOT_AVAILABLE,
          SqlStates.QUERY_CANCELED, FailureKind.DEADLINE,
          SqlStates.TRANSACTION_TIMEOUT, FailureKind.DEADLINE,
          SqlStates.TOO_MANY_CONNECTIONS, FailureKind.NO_CONNECTION);

  /** The failure that {@code thrown} stands for. */
  public static Failure of(Throwable thrown) {
    Optional<SQLException> sql = SqlStates.rootOf(thrown);
    if (sql.isPresent()) {
      String sqlState = sql.get().getSQLState();
      FailureKind kind = kindOf(sqlState);
      if (kind == FailureKind.STATEMENT_REFUSED && isTranslated(thrown)) {
        return new Failure(FailureKind.REFUSED_BY_DOMAIN, sqlState, messageOf(thrown), thrown);
      }
      return new Failure(kind, sqlState, String.valueOf(sql.get().getMessage()), thrown);
    }
    return new Failure(withoutSqlState(thrown), "", messageOf(thrown), thrown);
  }

  /** Whether a feature has given a refusal of PostgreSQL a meaning of its own. */
  private static boolean isTranslated(Throwable thrown) {
    return thrown instanceof DomainflowException && !(thrown instanceof DatabaseException);
  }

  private static String messageOf(Throwable thrown) {
    try {
      return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    } catch (RuntimeException unspeakable) { // Whoever throws may have written it himself.
      return thrown.getClass().getName();
    }
  }

  /** The same with another kind, because more is known. */
  public Failure as(FailureKind other) {
    return new Failure(other, sqlState, message, cause);
  }

  private static FailureKind kindOf(String sqlState) {
    FailureKind kind = KINDS.get(sqlState);
    if (kind != null) {
      return kind;
    }
    if (SqlStates.isConnectionLost(sqlState)) {
      return FailureKind.CONNECTION_LOST;
    }
    return SqlStates.isShortage(sqlState) ? FailureKind.SHORTAGE : FailureKind.STATEMENT_REFUSED;
  }

  private static FailureKind withoutSqlState(Throwable thrown) {
    if (causedBy(thrown, ResourceException.class)
        || causedBy(thrown, DatabaseUnavailableException.class)) {
      return FailureKind.NO_CONNECTION; // From the pool: it knows no SQLSTATEs.
    }
    if (thrown instanceof DomainflowException domain) {
      return domain.retryable() ? FailureKind.PASSING_FAULT : FailureKind.REFUSED_BY_DOMAIN;
    }
    return FailureKind.UNEXPECTED;
  }

  private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 100; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
      depth++;
    }
    return false;
  }
}
