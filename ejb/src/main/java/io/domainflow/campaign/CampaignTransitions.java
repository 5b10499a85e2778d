package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.execution.WorkPlans;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Which state follows when somebody steers a campaign. Steps; the plan's row is locked already. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class CampaignTransitions {

  @Inject StateCoordinator states;

  @Inject WorkPlans plans;

  @Inject DependentCampaigns dependents;

  /** Completes a campaign that was just released and whose source has nothing for it. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void finishIfDone(CampaignId id, String actor) {
    if (plans.sourceOf(id).isPresent()) {
      dependents.finishIfDone(id, actor);
    }
  }

  /** What a campaign that ends early will not come to, its dependents need not wait for. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void endDependents(CampaignId id, String actor) {
    dependents.giveUp(id, actor);
  }

  /** From PENDING to QUEUED. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void start(CampaignId id, String actor) {
    states.transition(
        id, CampaignStatus.PENDING, CampaignStatus.QUEUED, StateChange.by(actor, "started"));
  }

  /** To PAUSED, or to PAUSING while batches are under way. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void pause(CampaignId id, String actor) {
    states.lock(id);
    CampaignStatus wanted = plans.isUnderWay(id) ? CampaignStatus.PAUSING : CampaignStatus.PAUSED;
    states.transition(id, wanted, StateChange.by(actor, "paused"));
  }

  /**
   * To QUEUED, or back to RUNNING if batches are still under way; its work is claimable again.
   * Attribute MANDATORY.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void resume(CampaignId id, String actor) {
    StateChange change = StateChange.by(actor, "resumed");
    CampaignStatus status = states.lock(id);
    if (status == CampaignStatus.PAUSING) {
      plans.continueWork(id);
      states.transition(id, CampaignStatus.RUNNING, change);
    } else if (status == CampaignStatus.PAUSED) {
      plans.release(id);
      states.transition(id, CampaignStatus.QUEUED, change);
    } else {
      throw new IllegalTransitionException(id, status, CampaignStatus.QUEUED);
    }
  }

  /** To CANCELLED. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void cancel(CampaignId id, String actor) {
    states.transition(id, CampaignStatus.CANCELLED, StateChange.by(actor, "cancelled"));
  }
}
