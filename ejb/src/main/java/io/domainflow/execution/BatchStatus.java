package io.domainflow.execution;

/** The states of a batch. */
public enum BatchStatus {
  READY,
  CLAIMED,
  DONE,
  FAILED,
  CANCELLED
}
