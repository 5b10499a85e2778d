package io.domainflow.launcher;

/** What the launcher's exit code means. Ended by a signal it is 128 and the signal's number. */
final class ExitCode {

  /** DomainFlow could not be started, or ended by itself. */
  static final int FAILURE = 1;

  /** A setting is wrong, or what it names is taken; nothing was started. */
  static final int SETTINGS = 2;

  private ExitCode() {}
}
