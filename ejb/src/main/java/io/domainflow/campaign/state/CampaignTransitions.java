package io.domainflow.campaign.state;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.RefusedChange.Present;
import io.domainflow.campaign.state.StateCoordinator.Locked;
import io.domainflow.execution.WorkPlans;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;

/** Which state follows when somebody steers a campaign. Steps; the plan's row is locked already. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class CampaignTransitions {

  @Inject StateCoordinator states;

  @Inject WorkPlans plans;

  @Inject DependentCampaigns dependents;

  /** Completes a campaign that was just released and has nothing left to do. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void finishIfDone(CampaignId id, String actor) {
    dependents.finishIfDone(id, actor);
  }

  /** What a campaign that ends early will not come to, its dependents need not wait for. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void endDependents(CampaignId id, String actor) {
    dependents.giveUp(id, actor);
  }

  /**
   * Refuses what the campaign's present state does not allow, before much is rewritten for it. Its
   * row is not locked, so the change itself has to judge again. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it cannot become {@code wanted}
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void foresee(CampaignId id, Control control, CampaignStatus wanted) {
    Present present = states.look(id, control);
    if (!present.status().canBecome(wanted)) {
      throw new RefusedChange.IllegalTransition(id, present, control.actor(), wanted);
    }
  }

  /** The same for {@link #retry}, which is for failed campaigns alone. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void foreseeRetry(CampaignId id, Control control) {
    Present present = states.look(id, control);
    if (present.status() != CampaignStatus.FAILED) {
      throw new RefusedChange.IllegalTransition(
          id, present, control.actor(), CampaignStatus.QUEUED);
    }
  }

  /**
   * The same for {@link #close}. Attribute MANDATORY.
   *
   * @throws RefusedChange.InUse if the campaign or its results are in use
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void foreseeDeletion(CampaignId id, Control control) {
    refuseInUse(id, states.look(id, control), control);
  }

  /**
   * Writes the last event of a campaign that is being deleted. Attribute MANDATORY.
   *
   * @throws RefusedChange.InUse if its work may be waiting or under way, or another campaign may
   *     still need its results
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void close(CampaignId id, Control control) {
    Locked campaign = states.lockFor(id, control);
    refuseInUse(id, campaign.present(), control);
    states.close(campaign, control.actor());
  }

  private void refuseInUse(CampaignId id, Present present, Control control) {
    Optional<CampaignId> dependent = dependents.unfinished(id);
    if (dependent.isPresent()) {
      throw RefusedChange.InUse.by(dependent.get(), id, present, control.actor());
    }
    if (present.status().isActive()) {
      throw new RefusedChange.InUse(id, present, control.actor());
    }
  }

  /** From PENDING to QUEUED. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void start(CampaignId id, Control control) {
    states.changeFrom(
        CampaignStatus.PENDING,
        states.lockFor(id, control),
        CampaignStatus.QUEUED,
        StateChange.by(control.actor(), "started"));
  }

  /** To PAUSED, or to PAUSING while batches are under way. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void pause(CampaignId id, Control control) {
    Locked campaign = states.lockFor(id, control);
    CampaignStatus wanted = plans.isUnderWay(id) ? CampaignStatus.PAUSING : CampaignStatus.PAUSED;
    states.change(campaign, wanted, StateChange.by(control.actor(), "paused"));
  }

  /**
   * To QUEUED, or back to RUNNING if batches are still under way; its work is claimable again.
   * Attribute MANDATORY.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void resume(CampaignId id, Control control) {
    StateChange change = StateChange.by(control.actor(), "resumed");
    Locked campaign = states.lockFor(id, control);
    if (campaign.status() == CampaignStatus.PAUSING) {
      states.change(campaign, CampaignStatus.RUNNING, change);
      plans.continueWork(id);
    } else {
      states.changeFrom(CampaignStatus.PAUSED, campaign, CampaignStatus.QUEUED, change);
      plans.release(id);
    }
  }

  /** To CANCELLED. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void cancel(CampaignId id, Control control) {
    states.change(
        states.lockFor(id, control),
        CampaignStatus.CANCELLED,
        StateChange.by(control.actor(), "cancelled"));
  }

  /** From FAILED to QUEUED, without its error and its end. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void retry(CampaignId id, Control control) {
    states.changeFrom(
        CampaignStatus.FAILED,
        states.lockFor(id, control),
        CampaignStatus.QUEUED,
        StateChange.by(control.actor(), "retried"));
  }

  /** To ARCHIVED. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void archive(CampaignId id, Control control) {
    states.change(
        states.lockFor(id, control),
        CampaignStatus.ARCHIVED,
        StateChange.by(control.actor(), "archived"));
  }
}
