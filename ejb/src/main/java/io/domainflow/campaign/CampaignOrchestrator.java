package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.execution.WorkPlans;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * What can be done with a campaign. Each method is one transaction (REQUIRED): all of it happens or
 * nothing. Rows are locked in the order that {@link WorkPlans} gives: the work before the campaign.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class CampaignOrchestrator {

  @Inject Database database;

  @Inject CampaignTypes types;

  @Inject StateCoordinator states;

  @Inject WorkPlans plans;

  /**
   * Creates a campaign, which waits to be started. Attribute REQUIRED.
   *
   * @param name 1 to 200 characters
   * @param definition valid by its constraints
   * @throws io.domainflow.InvalidRequestException if the type refuses the definition
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public <D extends Record> CampaignId create(
      String name, CampaignType<D> type, D definition, String actor) {
    CampaignId id = CampaignId.create();
    insert(id, name, type.name());
    states.initialize(id, actor);
    WorkSize size = type.create(id, definition);
    plans.create(id, size.items(), size.batchSize());
    database.update("UPDATE campaigns SET total_items = ? WHERE id = ?", size.items(), id);
    return id;
  }

  /**
   * Starts a campaign that is PENDING: its work becomes claimable. Attribute REQUIRED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws IllegalTransitionException if it is in another state
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void start(CampaignId id, String actor) {
    plans.release(id);
    CampaignStatus status = states.lock(id);
    if (status != CampaignStatus.PENDING) {
      throw new IllegalTransitionException(id, status, CampaignStatus.QUEUED);
    }
    states.transition(id, CampaignStatus.QUEUED, StateChange.by(actor, "started"));
  }

  /**
   * Pauses a campaign: batches under way end first. Attribute REQUIRED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws IllegalTransitionException if it is neither QUEUED nor RUNNING
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void pause(CampaignId id, String actor) {
    plans.hold(id);
    states.lock(id);
    CampaignStatus wanted = plans.isUnderWay(id) ? CampaignStatus.PAUSING : CampaignStatus.PAUSED;
    states.transition(id, wanted, StateChange.by(actor, "paused"));
  }

  /**
   * Lets a paused campaign go on. Attribute REQUIRED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws IllegalTransitionException if it is neither PAUSED nor PAUSING
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void resume(CampaignId id, String actor) {
    plans.hold(id);
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

  /**
   * Cancels a campaign: nothing of it is claimed or recorded any more. Attribute REQUIRED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws IllegalTransitionException if it has ended already
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void cancel(CampaignId id, String actor) {
    plans.cancel(id);
    states.transition(id, CampaignStatus.CANCELLED, StateChange.by(actor, "cancelled"));
  }

  /**
   * Deletes a campaign with its results; its history stays. Attribute REQUIRED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws CampaignInUseException if work of it may be waiting or under way
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void delete(CampaignId id, String actor) {
    plans.cancel(id);
    CampaignStatus status = states.lock(id);
    if (status.isActive()) {
      throw new CampaignInUseException(id, status);
    }
    states.close(id, actor);
    types.of(id).delete(id);
    database.update("DELETE FROM campaigns WHERE id = ?", id);
  }

  private void insert(CampaignId id, String name, String type) {
    database.update(
        """
        INSERT INTO campaigns (id, name, type, status, version, total_items, created_at)
        VALUES (?, ?, ?, 'PENDING', 1, 0, clock_timestamp())
        """,
        id,
        name,
        type);
  }
}
