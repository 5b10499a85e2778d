package io.domainflow.execution;

/** What a performed batch has to write. It runs within the transaction that records the batch. */
@FunctionalInterface
public interface Recording {

  /** Writes the results and tells how many items went which way. */
  Tally write();
}
