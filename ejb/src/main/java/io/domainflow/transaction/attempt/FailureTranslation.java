package io.domainflow.transaction.attempt;

import io.domainflow.transaction.attempt.Operation.FailedAttempt;
import io.domainflow.transaction.failure.FailedOperation;
import io.domainflow.transaction.failure.Failure;
import io.domainflow.transaction.failure.TransactionFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of the last attempt's failure what the caller of the operation gets. */
final class FailureTranslation {

  private FailureTranslation() {}

  /** What to throw, with the failures of the earlier attempts suppressed in it, oldest last. */
  static Throwable toThrow(Attempt<?> attempt, Failure failure) {
    FailedOperation operation = describe(attempt, failure);
    boolean isCutShort = attempt.number() <= attempt.operation().options().maxRetries();
    Throwable thrown = translate(operation, failure, isCutShort);
    List<FailedAttempt> attempts = attempt.operation().failures();
    for (int index = attempts.size() - 2; index >= 0; index--) {
      Throwable earlier = attempts.get(index).failure().cause();
      if (earlier != null && earlier != thrown) {
        thrown.addSuppressed(earlier);
      }
    }
    return thrown;
  }

  /** The same for the compiler: checked exceptions were wrapped by {@link #toThrow}. */
  static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }

  private static Throwable translate(
      FailedOperation operation, Failure failure, boolean isCutShort) {
    @Nullable Throwable cause = failure.cause();
    if (failure.kind().isRetryable() && isCutShort) { // There was no time for another attempt.
      return new TransactionFailure.TimedOut(operation, cause);
    }
    return switch (failure.kind()) {
      case SERIALIZATION_CONFLICT, DEADLOCK, LOCK_NOT_AVAILABLE ->
          new TransactionFailure.Contended(operation, cause);
      case CONNECTION_LOST, NO_CONNECTION, SHORTAGE ->
          new TransactionFailure.Unavailable(operation, cause);
      case COMMIT_IN_DOUBT -> new TransactionFailure.InDoubt(operation, cause);
      case DEADLINE -> new TransactionFailure.TimedOut(operation, cause);
      case STATEMENT_REFUSED -> new TransactionFailure.Refused(operation, cause);
      case MARKED_FOR_ROLLBACK -> new TransactionFailure.RolledBack(operation, cause);
      case PASSING_FAULT, REFUSED_BY_DOMAIN, UNEXPECTED ->
          cause instanceof RuntimeException || cause instanceof Error
              ? cause
              : new TransactionFailure.Failed(operation, cause);
    };
  }

  private static FailedOperation describe(Attempt<?> attempt, Failure failure) {
    Operation operation = attempt.operation();
    return new FailedOperation(
        operation.name(),
        operation.campaign(),
        attempt.number(),
        failure.kind(),
        failure.sqlState(),
        Attempts.step(attempt, failure),
        attempt.transactionId(),
        failure.message());
  }
}
