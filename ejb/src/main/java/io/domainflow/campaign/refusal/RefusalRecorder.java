package io.domainflow.campaign.refusal;

import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.transaction.OperationListener;
import io.domainflow.transaction.OperationOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Has each refusal recorded as soon as its operation is rolled back, and before its caller learns
 * of it. As a listener it hears of every operation, whoever asked for it; and what fails here is
 * logged and changes nothing for the caller.
 */
@ApplicationScoped
class RefusalRecorder implements OperationListener {

  @Inject RefusalLedger ledger;

  @Override
  public void finished(OperationOutcome outcome) {
    if (outcome.cause() instanceof RefusedChange refused) {
      ledger.record(refused.campaign(), outcome.operation(), refused);
    }
  }
}
