package io.domainflow.platform;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.interceptor.Interceptors;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Methods with an interceptor around them. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Watched {

  @Resource TransactionSynchronizationRegistry registry;

  /** In a transaction of its own. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  @Interceptors(InsideWatch.class)
  public String inTransaction() {
    return TransactionState.of(registry);
  }

  /** In none, as far as its own attribute goes; counts how often its body is run. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  @Interceptors(RetryingWatch.class)
  public String inNone(AtomicInteger bodies) {
    return bodies.incrementAndGet() + ":" + TransactionState.of(registry);
  }
}
