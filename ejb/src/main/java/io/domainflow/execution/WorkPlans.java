package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

/**
 * The work of each campaign as a whole. All methods join the transaction of the operation that
 * calls them (MANDATORY).
 *
 * <p>Rows are locked in one order everywhere, so that no two operations wait for each other: the
 * plan, then its batches, then whatever the campaign's type locks, then the campaign.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class WorkPlans {

  @Inject Database database;

  @Inject Event<WorkReleased> released;

  /** Plans {@code items} positions in batches of {@code batchSize}. Nothing is claimable yet. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void create(CampaignId campaign, long items, int batchSize) {
    database.write(
        "INSERT INTO work_plans (campaign_id, end_position, batch_size) VALUES (?, ?, ?)",
        campaign,
        items,
        batchSize);
  }

  /** Makes the work claimable; the next claim is announced as the start. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void release(CampaignId campaign) {
    database.write(
        "UPDATE work_plans SET claimable = true, started = false WHERE campaign_id = ?", campaign);
    released.fire(new WorkReleased(campaign));
  }

  /** Makes the work claimable again while batches are still under way: no start is announced. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void continueWork(CampaignId campaign) {
    database.write("UPDATE work_plans SET claimable = true WHERE campaign_id = ?", campaign);
    released.fire(new WorkReleased(campaign));
  }

  /** Lets no further batch be claimed; batches under way may still be recorded. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void hold(CampaignId campaign) {
    database.write("UPDATE work_plans SET claimable = false WHERE campaign_id = ?", campaign);
  }

  /** Locks the plan, so that its row is locked before those of its batches. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void lock(CampaignId campaign) {
    database.query(
        "SELECT 1 FROM work_plans WHERE campaign_id = ? FOR UPDATE", row -> true, campaign);
  }

  /** Ends all work: nothing can be claimed any more, and batches under way cannot be recorded. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void cancel(CampaignId campaign) {
    hold(campaign);
    database.write(
        """
        UPDATE work_batches
           SET status = 'CANCELLED', lease_epoch = lease_epoch + 1
         WHERE (campaign_id, number) IN (
               SELECT campaign_id, number FROM work_batches
                WHERE campaign_id = ? AND status IN ('READY', 'CLAIMED')
                ORDER BY number FOR UPDATE)
        """,
        campaign);
  }

  /**
   * Makes all work that has not been done claimable again, also what has failed for good, with all
   * of its attempts before it. Claims of before stay fenced off; the next one is announced as the
   * start.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void retry(CampaignId campaign) {
    release(campaign);
    database.write(
        """
        UPDATE work_batches
           SET status = 'READY', attempt = 0, lease_epoch = lease_epoch + 1,
               not_before = clock_timestamp()
         WHERE (campaign_id, number) IN (
               SELECT campaign_id, number FROM work_batches
                WHERE campaign_id = ? AND status IN ('FAILED', 'CANCELLED')
                ORDER BY number FOR UPDATE)
        """,
        campaign);
  }

  /** Whether a batch of the campaign is claimed. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean isUnderWay(CampaignId campaign) {
    return database
        .first(
            "SELECT 1 FROM work_batches WHERE campaign_id = ? AND status = 'CLAIMED' LIMIT 1",
            row -> true,
            campaign)
        .orElse(false);
  }
}
