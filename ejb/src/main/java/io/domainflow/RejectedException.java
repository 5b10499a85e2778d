package io.domainflow;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/** The caller asked for something that can never be done: HTTP 4xx, logged as INFO at most. */
@ApplicationException(rollback = true, inherited = true)
public abstract class RejectedException extends DomainflowException {

  private static final long serialVersionUID = 1L;

  protected RejectedException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
