package io.domainflow.transaction.failure;

import io.domainflow.DefectException;
import io.domainflow.TransientException;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation failed: what its caller gets when it was not the domain that refused. In every
 * case but {@link InDoubt} nothing of the operation is stored. The failures of earlier attempts are
 * suppressed in it, the oldest last. What the work itself throws (exceptions of the domain, other
 * unchecked exceptions, errors) reaches the caller as it is.
 */
public sealed interface TransactionFailure {

  /** What is known of the failed operation. */
  FailedOperation operation();

  /** Conflicts with other transactions, more often than the operation may be retried. */
  final class Contended extends TransientException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public Contended(FailedOperation operation, @Nullable Throwable cause) {
      super("transaction-contended", operation.describe("lost every conflict"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }
  }

  /** PostgreSQL cannot be reached, has no connection left, or lacks disk or memory. */
  final class Unavailable extends TransientException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public Unavailable(FailedOperation operation, @Nullable Throwable cause) {
      super("database-unavailable", operation.describe("could not use the database"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }
  }

  /** The deadline has passed, or a statement was cancelled by an administrator. */
  final class TimedOut extends TransientException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public TimedOut(FailedOperation operation, @Nullable Throwable cause) {
      super("transaction-timeout", operation.describe("did not end in time"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }
  }

  /**
   * The connection was lost while COMMIT was on its way, and PostgreSQL could not be asked what
   * became of it. The operation is stored whole or not at all; {@code SELECT pg_xact_status} with
   * the transaction id tells which. It must not be repeated before that is known.
   */
  final class InDoubt extends TransientException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public InDoubt(FailedOperation operation, @Nullable Throwable cause) {
      super("commit-in-doubt", operation.describe("may or may not have been committed"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** PostgreSQL refused a statement, or the COMMIT, and would refuse it again. */
  final class Refused extends DefectException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public Refused(FailedOperation operation, @Nullable Throwable cause) {
      super("statement-refused", operation.describe("was refused by PostgreSQL"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }
  }

  /** The work returned normally, but its transaction had been marked for rollback. */
  final class RolledBack extends DefectException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public RolledBack(FailedOperation operation, @Nullable Throwable cause) {
      super("transaction-rolled-back", operation.describe("was rolled back"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }
  }

  /** The work threw a checked exception, which is the cause. */
  final class Failed extends DefectException implements TransactionFailure {

    private static final long serialVersionUID = 1L;

    private final transient FailedOperation operation;

    public Failed(FailedOperation operation, @Nullable Throwable cause) {
      super("operation-failed", operation.describe("failed"), cause);
      this.operation = operation;
    }

    @Override
    public FailedOperation operation() {
      return operation;
    }
  }
}
