package io.domainflow.execution;

/**
 * What a performed batch has to write. It runs within the transaction that records the batch, and
 * again if that is retried: it keeps nothing between two runs.
 */
@FunctionalInterface
public interface Recording {

  /** Writes the results and tells how many items went which way. */
  Tally write();
}
