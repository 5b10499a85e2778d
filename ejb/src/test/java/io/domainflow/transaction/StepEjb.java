package io.domainflow.transaction;

import io.domainflow.transaction.failure.MisplacedOperationException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** A step in an EJB. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class StepEjb {

  /** Refuses, by an exception that marks the transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void throwDefect() {
    throw new MisplacedOperationException("as a step may");
  }

  /** Runs something in a transaction that is not its caller's. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void runElsewhere(Runnable work) {
    work.run();
  }
}
