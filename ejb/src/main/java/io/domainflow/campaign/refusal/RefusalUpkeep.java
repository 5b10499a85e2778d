package io.domainflow.campaign.refusal;

import io.domainflow.upkeep.UpkeepTask;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Ends refusals that nobody asks for any more. */
@ApplicationScoped
class RefusalUpkeep implements UpkeepTask {

  private static final long DAYS_KEPT = 90;

  @Inject RefusalLedger ledger;

  @Override
  public void attend() {
    boolean more = true;
    while (more) {
      more = ledger.purge(DAYS_KEPT);
    }
  }
}
