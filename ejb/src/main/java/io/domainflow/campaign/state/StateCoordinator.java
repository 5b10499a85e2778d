package io.domainflow.campaign.state;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.RefusedChange.Present;
import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * The only door to a campaign's state. Each change is one compare-and-set on id, status and
 * version, and one event, both in one statement and by one clock: replaying the events gives the
 * row. It joins the transaction of the operation that asked for it (MANDATORY).
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class StateCoordinator {

  /** Of a known size, so that writes which wait go along with it (see {@link Database#write}). */
  private static final String LOOK =
      "SELECT CAST(status AS varchar(20)) AS status, version FROM campaigns WHERE id = ?";

  private static final String LOCK = LOOK + " FOR NO KEY UPDATE";

  private static final String LOCK_IF_FREE = LOCK + " SKIP LOCKED";

  /** The event has the version that the change led to, so the sequence has no gaps. */
  private static final String CHANGE =
      """
      WITH asked AS MATERIALIZED (
        SELECT CAST(? AS text) AS wanted, CAST(? AS text) AS cause, clock_timestamp() AS at),
      changed AS (
        UPDATE campaigns campaign
           SET status = asked.wanted, version = campaign.version + 1,
               error = CASE asked.wanted WHEN 'FAILED' THEN asked.cause
                                         WHEN 'ARCHIVED' THEN campaign.error END,
               started_at = CASE asked.wanted WHEN 'RUNNING' THEN COALESCE(started_at, asked.at)
                                              ELSE started_at END,
               completed_at = CASE WHEN asked.wanted IN ('COMPLETED', 'FAILED', 'CANCELLED')
                                   THEN asked.at
                                   WHEN asked.wanted = 'QUEUED' THEN NULL ELSE completed_at END
          FROM asked
         WHERE campaign.id = ? AND campaign.status = ? AND campaign.version = ?
        RETURNING campaign.id, campaign.version)
      INSERT INTO campaign_state_events
             (campaign_id, sequence, from_status, to_status, actor, reason, cause, occurred_at)
      SELECT changed.id, changed.version, CAST(? AS text), asked.wanted, CAST(? AS text),
             CAST(? AS text), asked.cause, asked.at
        FROM changed CROSS JOIN asked
      """;

  /** By the clock of the row, for the same reason. */
  private static final String FIRST_EVENT =
      """
      INSERT INTO campaign_state_events
             (campaign_id, sequence, to_status, actor, reason, occurred_at)
      SELECT id, version, status, ?, 'created', created_at FROM campaigns WHERE id = ?
      """;

  private static final String LAST_EVENT =
      """
      INSERT INTO campaign_state_events
             (campaign_id, sequence, from_status, actor, reason, occurred_at)
      SELECT id, version + 1, status, ?, 'deleted', clock_timestamp() FROM campaigns WHERE id = ?
      """;

  @Inject Database database;

  /**
   * A campaign whose row is locked, so that it stays as it is until the transaction ends. Public,
   * for the container's proxies of this bean are in a module of their own.
   */
  public record Locked(CampaignId campaign, Present present) {

    /** The status that it keeps until then. */
    public CampaignStatus status() {
      return present.status();
    }
  }

  /** Writes the first event of a campaign that was just created. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void initialize(CampaignId id, String actor) {
    database.write(FIRST_EVENT, actor, id);
  }

  /**
   * Locks the campaign, whose state stays as it is until the transaction ends. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Locked lock(CampaignId id) {
    return new Locked(id, present(LOCK, id));
  }

  /**
   * Locks the campaign like {@link #lock}, unless somebody else has it. Attribute MANDATORY.
   *
   * @return whether it is locked now; false also if there is no such campaign
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean lockIfFree(CampaignId id) {
    return database.first(LOCK_IF_FREE, row -> row.number("version"), id).isPresent();
  }

  /**
   * Looks at the campaign for somebody who steers it; it may change at any time. Attribute
   * MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Present look(CampaignId id, Control control) {
    Present present = present(LOOK, id);
    refuseStale(id, present, control);
    return present;
  }

  /**
   * Locks the campaign for somebody who steers it. What they have seen of it comes first: a wish
   * that arises from an old version is not even weighed against the present state. Attribute
   * MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Locked lockFor(CampaignId id, Control control) {
    Locked campaign = lock(id);
    refuseStale(id, campaign.present(), control);
    return campaign;
  }

  private static void refuseStale(CampaignId id, Present present, Control control) {
    Long expected = control.expectedVersion();
    if (expected != null && expected != present.version()) {
      throw new RefusedChange.StaleVersion(id, present, control.actor(), expected);
    }
  }

  /**
   * Changes the state to {@code wanted}. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.IllegalTransition if the table of {@link CampaignStatus} does not allow
   *     it
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void transition(CampaignId id, CampaignStatus wanted, StateChange change) {
    change(lock(id), wanted, change);
  }

  /**
   * Changes the state of a campaign that is locked already. Attribute MANDATORY.
   *
   * @throws RefusedChange.IllegalTransition if the table of {@link CampaignStatus} does not allow
   *     it
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void change(Locked campaign, CampaignStatus wanted, StateChange change) {
    if (!campaign.status().canBecome(wanted)) {
      throw new RefusedChange.IllegalTransition(
          campaign.campaign(), campaign.present(), change.actor(), wanted);
    }
    int changed =
        database.update(
            CHANGE,
            wanted,
            change.cause(),
            campaign.campaign(),
            campaign.status(),
            campaign.present().version(),
            campaign.status(),
            change.actor(),
            change.reason());
    if (changed != 1) { // Only if somebody writes to the row without its lock.
      throw new RefusedChange.StaleVersion(
          campaign.campaign(),
          lock(campaign.campaign()).present(),
          change.actor(),
          campaign.present().version());
    }
  }

  /**
   * Changes the state of a locked campaign, which must be {@code from}: other states may have the
   * same successor for another reason. Attribute MANDATORY.
   *
   * @throws RefusedChange.IllegalTransition if it is in another state
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void changeFrom(
      CampaignStatus from, Locked campaign, CampaignStatus wanted, StateChange change) {
    if (campaign.status() != from) {
      throw new RefusedChange.IllegalTransition(
          campaign.campaign(), campaign.present(), change.actor(), wanted);
    }
    change(campaign, wanted, change);
  }

  /** Writes the last event of a locked campaign that is being deleted. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void close(Locked campaign, String actor) {
    database.write(LAST_EVENT, actor, campaign.campaign());
  }

  private Present present(String sql, CampaignId id) {
    return database
        .first(
            sql,
            row -> new Present(row.constant("status", CampaignStatus.class), row.number("version")),
            id)
        .orElseThrow(() -> new CampaignNotFoundException(id));
  }
}
