package io.domainflow.platform;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.Callable;

/** Runs whatever it is given in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Worker {

  /** Runs {@code work}; the transaction ends with it. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public String run(Callable<String> work) throws Exception {
    return work.call();
  }
}
