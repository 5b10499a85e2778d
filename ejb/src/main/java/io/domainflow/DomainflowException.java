package io.domainflow;

import org.jspecify.annotations.Nullable;

/**
 * The root of all failures of DomainFlow. Each has one of four kinds, which tells who has to act:
 * {@link RejectedException}, {@link ConflictException}, {@link TransientException} and {@link
 * DefectException}. Thrown out of a transaction it rolls the transaction back.
 */
public abstract class DomainflowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  protected DomainflowException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** A stable lower-case, hyphenated name of the failure, fit to be the end of a problem type. */
  public String code() {
    return code;
  }

  /** Whether the same call may succeed later without a change by the caller. */
  public abstract boolean retryable();
}
