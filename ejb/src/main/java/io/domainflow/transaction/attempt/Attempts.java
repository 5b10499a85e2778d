package io.domainflow.transaction.attempt;

import io.domainflow.transaction.failure.Failure;
import io.domainflow.transaction.failure.FailureKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads from an attempt that was not committed why it was not. */
final class Attempts {

  private Attempts() {}

  /** Why COMMIT failed. */
  static SQLException commitFailure(Attempt<?> attempt) {
    SQLException failure = attempt.commitFailure();
    return failure != null
        ? failure
        : new SQLException("The answer to COMMIT was not seen.", CONNECTION_FAILURE);
  }

  /** Why the attempt was rolled back: what was thrown, else what the container knows. */
  static Failure rollback(Attempt<?> attempt, @Nullable Throwable container) {
    if (attempt.thrown() != null) {
      return Failure.of(attempt.thrown());
    }
    if (attempt.commitFailure() != null) {
      return Failure.of(attempt.commitFailure());
    }
    if (container != null) { // A mark alone makes it throw nothing.
      return Failure.of(container);
    }
    String message =
        "The work returned normally, but its transaction had been marked for rollback, by"
            + " setRollbackOnly or by the container's timeout.";
    return new Failure(FailureKind.MARKED_FOR_ROLLBACK, "", message, null);
  }

  /** The step that failed; empty outside of steps. */
  static String step(Attempt<?> attempt, Failure failure) {
    return failure.sqlState().isEmpty() || attempt.steps().lastSent().isEmpty()
        ? attempt.steps().current()
        : attempt.steps().lastSent();
  }

  /** connection_failure (PostgreSQL documentation, appendix A). */
  private static final String CONNECTION_FAILURE = "08006";
}
