package io.domainflow.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Gives a transaction its {@link TransactionLimits}, and its connection an end to its patience. */
final class LimitedTransaction implements TransactionTracker {

  private final TransactionLimits limits;
  private boolean limited;

  LimitedTransaction(TransactionLimits limits) {
    this.limits = limits;
  }

  @Override
  public List<SqlStatement> ahead() {
    if (limited) {
      return List.of();
    }
    limited = true;
    return List.of(limits.statementAhead());
  }

  @Override
  public Duration patience() {
    return limits.patience();
  }

  @Override
  public void connected(ServerSession session, Runnable abort) {
    // Nobody asks which one it is; what it waits for is limited.
  }

  @Override
  public Duration remaining() {
    return limits.patience();
  }

  @Override
  public void undone() {
    limited = false;
  }

  @Override
  public void committing() {
    // How it ends, its caller learns from the container.
  }

  @Override
  public void committed() {
    // As above.
  }

  @Override
  public void commitFailed(SQLException failure, boolean isAnswered) {
    // As above.
  }

  @Override
  public void rolledBack() {
    // As above.
  }

  @Override
  public void completed(boolean isCommitted) {
    // As above.
  }
}
