package io.domainflow.transaction.failure;

import io.domainflow.DefectException;

/**
 * An optional step failed in a way that no savepoint can undo: through JPA or out of an EJB, which
 * both mark the whole transaction for rollback. Everything is rolled back.
 */
public final class DoomedTransactionException extends DefectException {

  private static final long serialVersionUID = 1L;

  public DoomedTransactionException(String step, RuntimeException cause) {
    super(
        "doomed-transaction",
        "Optional step "
            + step
            + " failed and took the whole transaction with it: it used JPA or threw out of an EJB."
            + " Let it work over Database, in a plain bean, or make it required.",
        cause);
  }
}
