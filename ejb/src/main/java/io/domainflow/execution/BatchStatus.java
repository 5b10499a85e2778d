package io.domainflow.execution;

/** What a batch is at. */
public enum BatchStatus {
  /** It waits to be claimed: for the first time, or after a failure for its next attempt. */
  READY,
  /** A node works on it, as long as that node lives. */
  CLAIMED,
  /** Recorded; final. */
  DONE,
  /** It failed on its last attempt; final, unless the campaign is retried. */
  FAILED,
  /**
   * Its campaign was cancelled or failed before it was recorded; final, unless the campaign is
   * retried.
   */
  CANCELLED
}
