package io.domainflow.execution.running;

import io.domainflow.transaction.failure.FailureKind;

/**
 * Whose fault a failure is, as far as it tells: that decides whether a batch is charged with it.
 */
enum Fault {

  /** Nobody's: it passes, and the same is tried again until it does. */
  PASSING,

  /** The database has not answered in time: it may be slow, or the batch too much for it. */
  LATENESS,

  /** The batch's own. */
  OWN;

  /** The fault that {@code failure} speaks of. */
  static Fault of(Throwable failure) {
    return switch (FailureKind.of(failure)) {
      case SERIALIZATION_CONFLICT, DEADLOCK, LOCK_NOT_AVAILABLE -> PASSING;
      case CONNECTION_LOST, NO_CONNECTION, SHORTAGE -> PASSING;
      case COMMIT_IN_DOUBT -> PASSING; // What was stored is refused the second time, by its epoch.
      case DEADLINE -> LATENESS;
      case STATEMENT_REFUSED, MARKED_FOR_ROLLBACK -> OWN;
      case PASSING_FAULT, REFUSED_BY_DOMAIN, UNEXPECTED -> OWN;
    };
  }
}
