package io.domainflow.platform;

import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Tells the intercepted method's caller which transaction the interceptor sees around it. */
public class InsideWatch {

  @Resource TransactionSynchronizationRegistry registry;

  /** The state of the transaction before and after the method, with what the method says. */
  @AroundInvoke
  public Object watch(InvocationContext invocation) throws Exception { // NOPMD: as declared.
    String before = TransactionState.of(registry);
    Object inside = invocation.proceed();
    return before + " " + inside + " " + TransactionState.of(registry);
  }
}
