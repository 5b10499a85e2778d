package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * The only door to a campaign's state. Each change is one compare-and-set on id, status and
 * version, and one event, in the transaction of the operation that asked for it (MANDATORY).
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class StateCoordinator {

  /** Of a known size, so that writes which wait go along with it (see {@link Database#write}). */
  private static final String LOCK =
      """
      SELECT CAST(status AS varchar(20)) AS status, version FROM campaigns WHERE id = ? FOR UPDATE
      """;

  private static final String COMPARE_AND_SET =
      """
      UPDATE campaigns
         SET status = ?, version = version + 1, error = ?,
             started_at = CASE WHEN ? THEN COALESCE(started_at, clock_timestamp())
                               ELSE started_at END,
             completed_at = CASE WHEN ? THEN clock_timestamp()
                                 WHEN ? THEN NULL ELSE completed_at END
       WHERE id = ? AND status = ? AND version = ?
      """;

  private static final String EVENT =
      """
      INSERT INTO campaign_state_events
             (campaign_id, sequence, from_status, to_status, actor, reason, cause, occurred_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())
      """;

  @Inject Database database;

  /** The state that a campaign is in, and its version. */
  record State(CampaignStatus status, long version) {}

  /** Writes the first event of a campaign that was just created. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void initialize(CampaignId id, String actor) {
    append(id, 1, null, CampaignStatus.PENDING, StateChange.by(actor, "created"));
  }

  /**
   * Locks the campaign and tells its state, which stays so until the transaction ends. Attribute
   * MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public CampaignStatus lock(CampaignId id) {
    return state(id).status();
  }

  /**
   * Changes the state to {@code wanted}. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws IllegalTransitionException if the table of {@link CampaignStatus} does not allow it
   * @throws StaleCampaignException if somebody else changed the state in between
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void transition(CampaignId id, CampaignStatus wanted, StateChange change) {
    State state = state(id);
    if (!state.status().canBecome(wanted)) {
      throw new IllegalTransitionException(id, state.status(), wanted);
    }
    change(id, state, wanted, change);
  }

  /**
   * Changes the state from {@code from} to {@code wanted}. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws IllegalTransitionException if it is in another state
   * @throws StaleCampaignException if somebody else changed the state in between
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void transition(
      CampaignId id, CampaignStatus from, CampaignStatus wanted, StateChange change) {
    State state = state(id);
    if (state.status() != from) {
      throw new IllegalTransitionException(id, state.status(), wanted);
    }
    change(id, state, wanted, change);
  }

  private void change(CampaignId id, State state, CampaignStatus wanted, StateChange change) {
    append(id, state.version() + 1, state.status(), wanted, change);
    int changed =
        database.update(
            COMPARE_AND_SET,
            wanted,
            wanted == CampaignStatus.FAILED ? change.cause() : null,
            wanted == CampaignStatus.RUNNING,
            wanted.isEnd(),
            wanted == CampaignStatus.QUEUED,
            id,
            state.status(),
            state.version());
    if (changed != 1) {
      throw new StaleCampaignException(id);
    }
  }

  /**
   * Writes the last event of a campaign that is being deleted. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws CampaignInUseException if work of it may be waiting or under way
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void close(CampaignId id, String actor) {
    State state = state(id);
    if (state.status().isActive()) {
      throw new CampaignInUseException(id, state.status());
    }
    append(id, state.version() + 1, state.status(), null, StateChange.by(actor, "deleted"));
  }

  private State state(CampaignId id) {
    return database
        .first(
            LOCK,
            row -> new State(row.constant("status", CampaignStatus.class), row.number("version")),
            id)
        .orElseThrow(() -> new CampaignNotFoundException(id));
  }

  private void append(
      CampaignId id,
      long sequence,
      @Nullable CampaignStatus from,
      @Nullable CampaignStatus to,
      StateChange change) {
    database.write(EVENT, id, sequence, from, to, change.actor(), change.reason(), change.cause());
  }
}
