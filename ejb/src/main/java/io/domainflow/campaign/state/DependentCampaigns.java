package io.domainflow.campaign.state;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.execution.WorkPlans;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * What the end of a campaign's items means for the campaigns that work on its results. A dependent
 * is about as many items as its source may still come to, so it is complete when it has done them
 * all and the source can give no more. Within the transaction of the operation that changes the
 * source (MANDATORY), whose campaign is locked; dependents are locked after it, down the chain.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class DependentCampaigns {

  private static final String LOSE =
      """
      UPDATE campaigns SET total_items = total_items - ? WHERE id = ?
      RETURNING status, processed_items = total_items AS complete, dependents > 0 AS needed
      """;

  private static final String LOOK =
      """
      SELECT CAST(status AS varchar(20)) AS status, processed_items = total_items AS complete,
             dependents > 0 AS needed
        FROM campaigns WHERE id = ? FOR NO KEY UPDATE
      """;

  @Inject Database database;

  @Inject WorkPlans plans;

  @Inject StateCoordinator states;

  private record Dependent(CampaignStatus status, boolean complete, boolean needed) {}

  /** The source will have {@code items} results less than could be expected; with a minus, more. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void lose(CampaignId source, long items, String actor) {
    if (items == 0) {
      return;
    }
    for (CampaignId dependent : plans.dependentsOf(source)) {
      Dependent state = row(LOSE, items, dependent);
      if (state.needed()) {
        lose(dependent, items, actor);
      }
      if (state.complete()) {
        finish(dependent, state, actor);
      }
    }
  }

  /** The source gives no more batches. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void close(CampaignId source) {
    plans.closeSource(source);
  }

  /** The source ends before its items are done: what it has not come to, it never will. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void giveUp(CampaignId source, String actor) {
    long left =
        database
            .first(
                """
                SELECT CASE WHEN dependents > 0 THEN total_items - processed_items ELSE 0 END
                       AS left
                  FROM campaigns WHERE id = ?
                """,
                row -> row.number("left"),
                source)
            .orElse(0L);
    if (left > 0) {
      lose(source, left, actor);
    }
    close(source);
  }

  /**
   * Completes a campaign that was released and has nothing left to do: because its source had no
   * results for it, or because what was left turned out not to exist while it was paused.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void finishIfDone(CampaignId id, String actor) {
    Dependent state = row(LOOK, id);
    if (state.complete()) {
      finish(id, state, actor);
    }
  }

  /** A campaign that may still work on the results of {@code source}; empty if there is none. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<CampaignId> unfinished(CampaignId source) {
    return database.first(
        """
        SELECT dependent.id FROM work_plans plan
          JOIN campaigns dependent ON dependent.id = plan.campaign_id
         WHERE plan.source_id = ? AND dependent.status NOT IN ('COMPLETED', 'CANCELLED', 'ARCHIVED')
         ORDER BY dependent.id LIMIT 1
        """,
        row -> row.campaign("id"),
        source);
  }

  private Dependent row(String sql, Object... parameters) {
    Optional<Dependent> found =
        database.first(
            sql,
            row ->
                new Dependent(
                    row.constant("status", CampaignStatus.class),
                    row.flag("complete"),
                    row.flag("needed")),
            parameters);
    return found.orElseThrow(
        () -> new IllegalStateException("the campaign is gone, though it is locked or has a plan"));
  }

  /** One that is not released yet, or paused, finishes when it is. */
  private void finish(CampaignId id, Dependent state, String actor) {
    StateChange change = StateChange.by(actor, "nothing is left to do");
    if (state.status() == CampaignStatus.QUEUED) {
      states.transition(id, CampaignStatus.RUNNING, change);
    }
    if (state.status() == CampaignStatus.QUEUED
        || state.status() == CampaignStatus.RUNNING
        || state.status() == CampaignStatus.PAUSING) {
      states.transition(id, CampaignStatus.COMPLETED, change);
      plans.hold(id);
      if (state.needed()) {
        close(id);
      }
    }
  }
}
