package io.domainflow.transaction.declared;

import io.domainflow.CampaignId;
import io.domainflow.transaction.AboutCampaign;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Translates {@link MonitoredTransaction} into {@link TransactionOptions}; {@link Transactions}
 * does the rest. First of the library interceptors, so that those behind it run once for each
 * attempt.
 */
@Interceptor
@MonitoredTransaction
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public class MonitoredTransactionInterceptor {

  @Inject Transactions transactions;

  @Inject MonitoredOperations operations;

  /** Runs the method as an operation; {@code proceed} is called once for each attempt. */
  @AroundInvoke
  public @Nullable Object run(InvocationContext invocation) {
    TransactionOptions options =
        operations.optionsOf(invocation.getMethod()).withCampaign(campaign(invocation));
    return transactions.execute(options, invocation::proceed);
  }

  private static @Nullable CampaignId campaign(InvocationContext invocation) {
    Annotation[][] marks = invocation.getMethod().getParameterAnnotations();
    for (int index = 0; index < marks.length; index++) {
      for (Annotation mark : marks[index]) {
        if (mark instanceof Concerns) {
          return campaign(invocation.getParameters()[index]);
        }
      }
    }
    return null;
  }

  private static @Nullable CampaignId campaign(@Nullable Object argument) {
    if (argument instanceof AboutCampaign part) {
      return part.campaign();
    }
    return (CampaignId) argument;
  }
}
