package io.domainflow;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/** An invariant of DomainFlow is broken: HTTP 500, logged as ERROR. */
@ApplicationException(rollback = true, inherited = true)
public abstract class DefectException extends DomainflowException {

  private static final long serialVersionUID = 1L;

  protected DefectException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
