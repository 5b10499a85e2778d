package io.domainflow.transaction;

/**
 * How an operation is kept apart from others that run at the same time (PostgreSQL documentation,
 * chapter "Concurrency Control", section "Transaction Isolation").
 */
public enum IsolationLevel {

  /** Each statement sees what was committed before it began. PostgreSQL's default. */
  READ_COMMITTED,

  /** All statements see what was committed before the first; a lost update is a conflict. */
  REPEATABLE_READ,

  /** As if the operations had run one after the other; whatever contradicts that is a conflict. */
  SERIALIZABLE;

  /** The level in SQL, as in SET TRANSACTION. */
  public String sql() {
    return name().replace('_', ' ');
  }
}
