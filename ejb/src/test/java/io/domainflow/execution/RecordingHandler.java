package io.domainflow.execution;

import io.domainflow.CampaignId;
import java.util.ArrayList;
import java.util.List;

/** An owner of work that writes down what it was told. */
final class RecordingHandler implements WorkHandler {

  final List<String> told = new ArrayList<>();

  /** What each campaign is about. */
  long items = 100;

  @Override
  public void started(CampaignId campaign, String node) {
    told.add("started by " + node);
  }

  @Override
  public Recording perform(Batch batch) {
    return () -> new Tally(batch.size(), 0, 0);
  }

  @Override
  public long items(CampaignId campaign) {
    return items;
  }

  @Override
  public void recorded(Recorded recorded, String node) {
    told.add("recorded " + recorded.total().processed() + " by " + node);
  }

  @Override
  public void postponed(CampaignId campaign, String node) {
    told.add("postponed by " + node);
  }

  @Override
  public void failed(CampaignId campaign, String error, String node) {
    told.add("failed with " + error + " by " + node);
  }

  @Override
  public void shortened(CampaignId campaign, long items, String node) {
    told.add("shortened by " + items);
  }
}
