package io.domainflow;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/** A passing fault, such as a serialization conflict, a deadlock or a lost connection: HTTP 503. */
@ApplicationException(rollback = true, inherited = true)
public abstract class TransientException extends DomainflowException {

  private static final long serialVersionUID = 1L;

  protected TransientException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
