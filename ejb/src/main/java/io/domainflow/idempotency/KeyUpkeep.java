package io.domainflow.idempotency;

import io.domainflow.upkeep.UpkeepTask;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Ends keys that have expired; until then they do no harm, for nobody minds them any more. */
@ApplicationScoped
class KeyUpkeep implements UpkeepTask {

  @Inject KeyLedger ledger;

  @Override
  public void attend() {
    boolean more = true;
    while (more) {
      more = ledger.purge();
    }
  }
}
