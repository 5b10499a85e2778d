package io.domainflow.launcher;

import org.jspecify.annotations.Nullable;

/**
 * DomainFlow could not be started, or did not go on running. The message is one line for the
 * operator that says what is wrong and what to do; no stack trace is shown.
 */
final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private StartFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Something went wrong that the settings do not explain. */
  static StartFailure of(String message) {
    return new StartFailure(ExitCode.FAILURE, message, null);
  }

  /** Like {@link #of(String)}; the cause's own message is appended. */
  static StartFailure of(String message, Throwable cause) {
    return new StartFailure(ExitCode.FAILURE, message + " (" + text(cause) + ")", cause);
  }

  /** The operator has to change a setting. */
  static StartFailure ofSettings(String message) {
    return new StartFailure(ExitCode.SETTINGS, message, null);
  }

  int exitCode() {
    return exitCode;
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    String text = message == null ? cause.getClass().getSimpleName() : message;
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
