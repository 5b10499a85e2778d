package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.DependentCampaigns;
import io.domainflow.campaign.state.StateChange;
import io.domainflow.campaign.state.StateCoordinator;
import io.domainflow.campaign.state.StateCoordinator.Locked;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recorded;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import io.domainflow.execution.WorkHandler;
import io.domainflow.execution.WorkPlans;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Follows the work of campaigns: progress, and the states that come of it. All of it within the
 * transaction that changes the batch, {@link #perform} excepted.
 */
@ApplicationScoped
class CampaignWork implements WorkHandler {

  private static final String ADD_PROGRESS =
      """
      UPDATE campaigns
         SET successful_items = successful_items + ?, failed_items = failed_items + ?,
             processed_items = processed_items + ?, total_items = total_items - ?
       WHERE id = ?
      RETURNING status, processed_items = total_items AS complete, dependents > 0 AS needed
      """;

  @Inject Database database;

  @Inject CampaignTypes types;

  @Inject StateCoordinator states;

  @Inject WorkPlans plans;

  @Inject DependentCampaigns dependents;

  @Override
  public void started(CampaignId campaign, String node) {
    Locked locked = states.lock(campaign);
    if (locked.status() == CampaignStatus.QUEUED) {
      states.change(
          locked, CampaignStatus.RUNNING, StateChange.byNode(node, "first batch claimed"));
    }
  }

  @Override
  public Recording perform(Batch batch) {
    return types.ofWork(batch.campaign()).perform(batch);
  }

  @Override
  public long items(CampaignId campaign) {
    return database
        .first(
            "SELECT total_items FROM campaigns WHERE id = ?",
            row -> row.number("total_items"),
            campaign)
        .orElseThrow(() -> new CampaignNotFoundException(campaign));
  }

  @Override
  public boolean lockIfFree(CampaignId campaign) {
    return states.lockIfFree(campaign);
  }

  @Override
  public void recorded(Recorded recorded, String node) {
    CampaignId campaign = recorded.campaign();
    Tally tally = recorded.total();
    Progress progress = add(campaign, tally);
    if (progress.needed()) {
      plans.releaseToDependents(recorded);
      dependents.lose(campaign, tally.failed() + tally.missing(), StateChange.actor(node));
    }
    if (progress.complete()) {
      complete(campaign, progress, node);
    } else if (progress.status() == CampaignStatus.PAUSING) {
      pauseIfIdle(states.lock(campaign), node);
    }
  }

  @Override
  public void postponed(CampaignId campaign, String node) {
    Locked locked = states.lock(campaign);
    if (locked.status() == CampaignStatus.PAUSING) {
      pauseIfIdle(locked, node);
    }
  }

  @Override
  public void failed(CampaignId campaign, String error, String node) {
    states.transition(
        campaign,
        CampaignStatus.FAILED,
        new StateChange(StateChange.actor(node), "a batch failed on its last attempt", error));
  }

  @Override
  public void shortened(CampaignId campaign, long items, String node) {
    Progress progress = add(campaign, new Tally(0, 0, items));
    if (progress.needed()) {
      dependents.lose(campaign, items, StateChange.actor(node));
    }
    if (progress.complete()) {
      dependents.finishIfDone(campaign, StateChange.actor(node));
    }
  }

  private void complete(CampaignId campaign, Progress progress, String node) {
    states.transition(
        campaign, CampaignStatus.COMPLETED, StateChange.byNode(node, "all items are done"));
    plans.retire(campaign);
    if (progress.needed()) {
      dependents.close(campaign);
    }
  }

  private void pauseIfIdle(Locked campaign, String node) {
    // The campaign's row is locked, so whoever ends the last batch sees that it was the last.
    if (!plans.isUnderWay(campaign.campaign())) {
      states.change(
          campaign, CampaignStatus.PAUSED, StateChange.byNode(node, "the last batch ended"));
    }
  }

  private record Progress(CampaignStatus status, boolean complete, boolean needed) {}

  private Progress add(CampaignId campaign, Tally tally) {
    return database
        .first(
            ADD_PROGRESS,
            row ->
                new Progress(
                    row.constant("status", CampaignStatus.class),
                    row.flag("complete"),
                    row.flag("needed")),
            tally.successful(),
            tally.failed(),
            tally.processed(),
            tally.missing(),
            campaign)
        .orElseThrow(() -> new CampaignNotFoundException(campaign));
  }
}
