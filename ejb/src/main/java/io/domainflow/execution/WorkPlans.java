package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The work of each campaign as a whole. All methods but {@link #sourceOf} join the transaction of
 * the operation that calls them (MANDATORY).
 *
 * <p>Rows are locked in one order everywhere, so that no two operations wait for each other: the
 * plan, then its batches, then whatever the campaign's type locks, then the campaign.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class WorkPlans {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  @Inject Database database;

  @Inject WorkHandler handler;

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

  /**
   * Plans work on the batches that {@code source} has recorded and will record. The source's
   * campaign is locked by the caller: else a batch that is just being recorded would be missed.
   * Nothing is claimable yet.
   *
   * @param open whether the source may still record batches
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void createDependent(CampaignId campaign, CampaignId source, boolean open) {
    database.write(
        """
        INSERT INTO work_plans (campaign_id, end_position, batch_size, source_id, source_open)
        VALUES (?, 0, 1, ?, ?)
        """,
        campaign,
        source,
        open);
    database.write(
        """
        INSERT INTO work_batches
               (campaign_id, number, first_position, size, status, attempt, lease_epoch, not_before)
        SELECT ?, number, first_position, successful, 'READY', 0, 0, clock_timestamp()
          FROM work_batches
         WHERE campaign_id = ? AND status = 'DONE' AND successful > 0
        """,
        campaign,
        source);
  }

  /**
   * Makes batches of the dependents out of batches that were just recorded, one of each that has
   * results. The source's campaign is locked by the caller.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void releaseToDependents(Recorded recorded) {
    database
        .query(
            """
            WITH takers AS MATERIALIZED (
              SELECT campaign_id, claimable FROM work_plans
               WHERE source_id = ? AND source_open ORDER BY campaign_id FOR SHARE),
            released AS (
              INSERT INTO work_batches
                     (campaign_id, number, first_position, size, status, attempt, lease_epoch,
                      not_before)
              SELECT takers.campaign_id, done.number, done.first_position, done.successful, 'READY',
                     0, 0, clock_timestamp()
                FROM takers
               CROSS JOIN unnest(CAST(string_to_array(?, ',') AS bigint[]),
                                 CAST(string_to_array(?, ',') AS bigint[]),
                                 CAST(string_to_array(?, ',') AS bigint[]))
                          AS done (number, first_position, successful)
               WHERE done.successful > 0)
            SELECT campaign_id FROM takers WHERE claimable
            """,
            row -> row.campaign("campaign_id"),
            recorded.campaign(),
            Joined.of(recorded.batches(), done -> done.batch().number()),
            Joined.of(recorded.batches(), done -> done.batch().firstPosition()),
            Joined.of(recorded.batches(), done -> done.tally().successful()))
        .forEach(dependent -> released.fire(new WorkReleased(dependent)));
  }

  /** Locks the plans of the campaigns that still take batches of {@code source}, and names them. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public List<CampaignId> dependentsOf(CampaignId source) {
    return database.query(
        """
        SELECT campaign_id FROM work_plans
         WHERE source_id = ? AND source_open ORDER BY campaign_id FOR NO KEY UPDATE
        """,
        row -> row.campaign("campaign_id"),
        source);
  }

  /** No further batch of {@code source} will be recorded. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void closeSource(CampaignId source) {
    database.write(
        """
        UPDATE work_plans SET source_open = false
         WHERE campaign_id IN (
               SELECT campaign_id FROM work_plans
                WHERE source_id = ? AND source_open ORDER BY campaign_id FOR NO KEY UPDATE)
        """,
        source);
  }

  /**
   * The campaign whose batches this one works on, empty if it has work of its own. Attribute
   * SUPPORTS.
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public Optional<CampaignId> sourceOf(CampaignId campaign) {
    return database.first(
        "SELECT source_id FROM work_plans WHERE campaign_id = ? AND source_id IS NOT NULL",
        row -> row.campaign("source_id"),
        campaign);
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

  /**
   * Nothing of the plan is left to be claimed. Called when its campaign is locked already, so it
   * does not wait for whoever has locked the plan; then {@link BatchClaims#retirePlans} does it.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void retire(CampaignId campaign) {
    database.write(
        """
        UPDATE work_plans SET claimable = false
         WHERE campaign_id IN (
               SELECT campaign_id FROM work_plans WHERE campaign_id = ?
                FOR NO KEY UPDATE SKIP LOCKED)
        """,
        campaign);
  }

  /** Locks the plan, so that its row is locked before those of its batches. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void lock(CampaignId campaign) {
    database.query(
        "SELECT 1 FROM work_plans WHERE campaign_id = ? FOR NO KEY UPDATE", row -> true, campaign);
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
                ORDER BY number FOR NO KEY UPDATE)
        """,
        campaign);
  }

  /**
   * Deletes the plan and its batches; whoever calls has ended the work before, and so holds the
   * plan's lock: nothing is claimed in between. No foreign key does this, because it would be
   * checked with each batch.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void delete(CampaignId campaign) {
    database.write("DELETE FROM work_batches WHERE campaign_id = ?", campaign);
    database.write("DELETE FROM work_plans WHERE campaign_id = ?", campaign);
  }

  /** Ends all work for good: no batch of a source is taken any more either. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void end(CampaignId campaign) {
    database.write(
        "UPDATE work_plans SET source_open = false WHERE campaign_id = ? AND source_open",
        campaign);
    cancel(campaign);
  }

  /** Whether a batch of the campaign is claimed by a node, as far as anybody knows. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean isUnderWay(CampaignId campaign) {
    return database
        .first(
            """
            SELECT 1 FROM work_nodes owner
              JOIN work_batches batch
                ON batch.node = owner.node AND batch.campaign_id = ? AND batch.status = 'CLAIMED'
             WHERE NOT owner.settled LIMIT 1
            """,
            row -> true,
            campaign)
        .orElse(false);
  }

  /** Lets so many of a hundred positions fail before the campaign does; 0 to 100. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void tolerate(CampaignId campaign, int percent) {
    database.write(
        "UPDATE work_plans SET tolerance_percent = ? WHERE campaign_id = ?", percent, campaign);
  }

  /**
   * Counts a failed batch, and tells whether its campaign goes on without it: judged by all that
   * the campaign is about, which is more than its batches so far.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean toleratesFailureOf(Batch batch) {
    return database
        .first(
            """
            UPDATE work_plans SET failed_positions = failed_positions + ? WHERE campaign_id = ?
            RETURNING tolerance_percent, failed_positions
            """,
            row -> new Loss(row.number("failed_positions"), row.number("tolerance_percent")),
            batch.size(),
            batch.campaign())
        .filter(loss -> loss.tolerance() > 0)
        .filter(loss -> loss.isWithin(handler.items(batch.campaign())))
        .isPresent();
  }

  /**
   * What is lost in failed batches.
   *
   * @param tolerance how many of a hundred positions may be
   */
  private record Loss(long positions, long tolerance) {

    boolean isWithin(long items) {
      BigInteger most = BigInteger.valueOf(items).multiply(BigInteger.valueOf(tolerance));
      return BigInteger.valueOf(positions).multiply(HUNDRED).compareTo(most) <= 0;
    }
  }

  /**
   * Makes failed and cancelled batches claimable again, as if they had never been tried; what was
   * done under their earlier claims still cannot be recorded.
   *
   * @return how many items had been counted as failed with tolerated batches, and are so no more
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public long retry(CampaignId campaign) {
    database.write(
        """
        UPDATE work_plans SET claimable = true, started = false, failed_positions = 0
         WHERE campaign_id = ?
        """,
        campaign);
    long uncounted =
        database
            .first(
                """
                WITH again AS MATERIALIZED (
                  SELECT number, failed FROM work_batches
                   WHERE campaign_id = ? AND status IN ('FAILED', 'CANCELLED')
                   ORDER BY number FOR NO KEY UPDATE),
                changed AS (
                  UPDATE work_batches batch
                     SET status = 'READY', not_before = clock_timestamp(), attempt = 0,
                         losses = 0, lease_epoch = lease_epoch + 1, failed = 0
                    FROM again WHERE batch.campaign_id = ? AND batch.number = again.number)
                SELECT COALESCE(sum(failed), 0)::bigint AS uncounted FROM again
                """,
                row -> row.number("uncounted"),
                campaign,
                campaign)
            .orElse(0L);
    released.fire(new WorkReleased(campaign));
    return uncounted;
  }
}
