package io.domainflow.transaction.compensation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

/** The handlers that are deployed. */
@ApplicationScoped
class CompensationHandlers {

  @Inject @Any Instance<CompensationHandler> handlers;

  /** Calls the handler of the compensation, in the transaction of the caller. */
  void carryOut(Compensation compensation) {
    for (CompensationHandler handler : handlers) {
      if (handler.name().equals(compensation.handler())) {
        handler.compensate(compensation.payload());
        return;
      }
    }
    throw new UnknownCompensationException(compensation.handler());
  }
}
