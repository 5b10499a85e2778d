package io.domainflow;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/**
 * What was asked contradicts the present state or version: HTTP 409 or 412; the caller may look and
 * try again.
 */
@ApplicationException(rollback = true, inherited = true)
public abstract class ConflictException extends DomainflowException {

  private static final long serialVersionUID = 1L;

  protected ConflictException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
