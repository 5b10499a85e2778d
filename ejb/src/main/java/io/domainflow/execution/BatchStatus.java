package io.domainflow.execution;

/** What a batch is at. */
public enum BatchStatus {
  /** It failed and waits for its next attempt. */
  READY,
  /** A node works on it, as long as its lease holds. */
  CLAIMED,
  /** Recorded; final. */
  DONE,
  /** It failed on its last attempt; final. */
  FAILED,
  /** Its campaign was cancelled or failed before it was recorded; final. */
  CANCELLED
}
