package io.domainflow.execution;

import io.domainflow.CampaignId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An owner of work that writes down what it was told, and does what a test wants it to do. */
public final class RecordingHandler implements WorkHandler {

  public final List<String> told = new CopyOnWriteArrayList<>();

  public volatile Function<Batch, Recording> performs =
      batch -> () -> new Tally(batch.size(), 0, 0);
  public volatile Runnable postpones = () -> {};
  public volatile Runnable shortens = () -> {};

  /** Campaigns that somebody else holds. */
  public final Set<CampaignId> held = ConcurrentHashMap.newKeySet();

  /** What each campaign is about. */
  public long items = 100;

  @Override
  public void started(CampaignId campaign, String node) {
    told.add("started by " + node);
  }

  @Override
  public Recording perform(Batch batch) {
    return performs.apply(batch);
  }

  @Override
  public long items(CampaignId campaign) {
    return items;
  }

  @Override
  public boolean lockIfFree(CampaignId campaign) {
    return !held.contains(campaign);
  }

  @Override
  public void recorded(Recorded recorded, String node) {
    told.add("recorded " + recorded.total().processed() + " by " + node);
  }

  @Override
  public void postponed(CampaignId campaign, String node) {
    told.add("postponed by " + node);
    postpones.run();
  }

  @Override
  public void failed(CampaignId campaign, String error, String node) {
    told.add("failed with " + error + " by " + node);
  }

  @Override
  public void shortened(CampaignId campaign, long items, String node) {
    told.add("shortened by " + items);
    shortens.run();
  }
}
