package io.domainflow.transaction.refused;

import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** Three operations, and something is wrong with each. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class RefusedOperations {

  /** Would be retried inside the transaction that is to be retried. */
  @MonitoredTransaction(operation = "inside")
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void insideItsTransaction() {}

  /** Has options out of range. */
  @MonitoredTransaction(operation = "tireless", maxRetries = 1_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void tireless() {}

  /** Marks what is no campaign. */
  @MonitoredTransaction(operation = "mistaken")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void mistaken(@Concerns String campaign) {}
}
