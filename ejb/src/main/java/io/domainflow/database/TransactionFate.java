package io.domainflow.database;

/** What became of a transaction. */
public enum TransactionFate {
  COMMITTED,
  ABORTED,
  IN_PROGRESS,

  /** PostgreSQL cannot tell, and never will. */
  UNKNOWN
}
