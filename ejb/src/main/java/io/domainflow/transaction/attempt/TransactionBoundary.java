package io.domainflow.transaction.attempt;

import io.domainflow.DomainflowException;
import io.domainflow.database.Database;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Where a transaction begins and ends. What comes of it, the {@link Attempt} has observed. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class TransactionBoundary {

  @Inject Database database;

  @Resource SessionContext context;

  /**
   * Runs the work of {@code attempt} in a transaction of its own. Attribute REQUIRES_NEW. What the
   * work throws is kept in the attempt: thrown through the container, it would be wrapped and
   * logged, retried or not.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void run(Attempt<?> attempt) {
    try {
      database.track(attempt);
      attempt.perform();
      database.leaveToCommit();
      attempt.checkDeadline();
    } catch (Throwable failure) { // Errors too: no transaction may stay open behind them.
      attempt.failed(failure);
      context.setRollbackOnly();
    } finally {
      release(attempt);
      attempt.completing();
    }
  }

  private void release(Attempt<?> attempt) {
    try {
      database.release();
    } catch (DomainflowException failure) { // A connection that is lost cannot be given back.
      attempt.failed(failure);
      context.setRollbackOnly();
    }
  }
}
