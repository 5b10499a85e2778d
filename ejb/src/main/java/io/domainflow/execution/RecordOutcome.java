package io.domainflow.execution;

/** What became of the attempt to record a batch. */
public sealed interface RecordOutcome {

  /** The batch and its results are stored; {@code missing} of its positions did not exist. */
  record Recorded(long missing) implements RecordOutcome {}

  /**
   * The claim was no longer ours: another node has the batch, or it was cancelled. Nothing changed.
   */
  record Refused() implements RecordOutcome {}
}
