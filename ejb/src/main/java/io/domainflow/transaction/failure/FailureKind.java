package io.domainflow.transaction.failure;

/** Why an attempt failed. */
public enum FailureKind {

  /** Another transaction changed what this one had read (40001). */
  SERIALIZATION_CONFLICT(true),

  /** This transaction was chosen to end a deadlock (40P01). */
  DEADLOCK(true),

  /** A lock was not granted in time (55P03). */
  LOCK_NOT_AVAILABLE(true),

  /** The connection was lost before COMMIT was sent, or PostgreSQL said that nothing came of it. */
  CONNECTION_LOST(true),

  /** The pool had no connection to give, or PostgreSQL accepted none. */
  NO_CONNECTION(true),

  /** The connection was lost while COMMIT was on its way, and its fate could not be learned. */
  COMMIT_IN_DOUBT(false),

  /** The deadline has passed, or a statement was cancelled (57014). */
  DEADLINE(false),

  /** PostgreSQL lacks disk, memory or the like (classes 53 and 58). */
  SHORTAGE(false),

  /** PostgreSQL refused a statement or the COMMIT: a constraint, data, syntax (23, 22, 42, ...). */
  STATEMENT_REFUSED(false),

  /**
   * The work returned normally, yet its transaction was marked for rollback: by {@code
   * setRollbackOnly} or by the container's own timeout.
   */
  MARKED_FOR_ROLLBACK(false),

  /** The work threw an exception of the domain that calls itself passing. */
  PASSING_FAULT(true),

  /** The work refused by an exception of the domain. */
  REFUSED_BY_DOMAIN(false),

  /** The work threw something else. */
  UNEXPECTED(false);

  private final boolean retryable;

  FailureKind(boolean retryable) {
    this.retryable = retryable;
  }

  /**
   * Why something failed, by what was thrown: the answer of an operation, or what a statement
   * outside of operations threw, however often containers have wrapped it.
   */
  public static FailureKind of(Throwable thrown) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 100; cause = cause.getCause()) {
      if (cause instanceof TransactionFailure failure) {
        return failure.operation().kind();
      }
      depth++; // A chain of causes may have a cycle.
    }
    return Failure.of(thrown).kind();
  }

  /** Whether a fresh attempt may succeed without a change by the caller. */
  public boolean isRetryable() {
    return retryable;
  }
}
