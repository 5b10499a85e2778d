package io.domainflow.launcher;

/** The operator asked DomainFlow to stop while the launcher was waiting for something. */
final class StopRequested extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StopRequested() {
    super("stop requested");
  }
}
