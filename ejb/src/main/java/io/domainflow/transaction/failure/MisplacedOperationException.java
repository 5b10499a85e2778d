package io.domainflow.transaction.failure;

import io.domainflow.DefectException;

/**
 * An operation was begun inside a transaction or inside another operation. It could not be retried
 * there, and would need a second connection. Nothing of it was run.
 */
public final class MisplacedOperationException extends DefectException {

  private static final long serialVersionUID = 1L;

  public MisplacedOperationException(String message) {
    super("misplaced-operation", message, null);
  }
}
