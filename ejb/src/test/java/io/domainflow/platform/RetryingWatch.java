package io.domainflow.platform;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;

/** Proceeds three times: twice in transactions of another bean, and once in none. */
public class RetryingWatch {

  @Resource TransactionSynchronizationRegistry registry;
  @Inject Worker worker;

  /** What the method said each time, and the state around it. */
  @AroundInvoke
  public Object watch(InvocationContext invocation) throws Exception { // NOPMD: as declared.
    List<String> seen = new ArrayList<>();
    seen.add(TransactionState.of(registry));
    seen.add(worker.run(() -> String.valueOf(invocation.proceed())));
    seen.add(worker.run(() -> String.valueOf(invocation.proceed())));
    seen.add(String.valueOf(invocation.proceed()));
    seen.add(TransactionState.of(registry));
    return String.join(" ", seen);
  }
}
