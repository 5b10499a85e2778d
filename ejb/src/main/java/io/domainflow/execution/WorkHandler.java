package io.domainflow.execution;

import io.domainflow.CampaignId;

/**
 * What execution needs of the owner of the work: the campaigns. There is exactly one
 * implementation. All methods but {@link #perform} are called within the transaction that changes
 * the batch or the plan, after its row was changed; what they throw rolls all of it back.
 */
public interface WorkHandler {

  /** The first batch since {@link WorkPlans#release} was claimed by {@code node}. */
  void started(CampaignId campaign, String node);

  /**
   * Does the work of a batch. No transaction is active, none may be begun and no database
   * connection may be held.
   *
   * @return what has to be written
   */
  Recording perform(Batch batch);

  /**
   * How many items the campaign is about, as far as is known now; those that turned out not to
   * exist are none of them. Locks nothing: a failed batch may yet end other batches, whose rows are
   * locked before the campaign's.
   */
  long items(CampaignId campaign);

  /**
   * Locks the campaign, as {@link #postponed} will, unless somebody else has it.
   *
   * @return whether it is locked now
   */
  boolean lockIfFree(CampaignId campaign);

  /** Batches were recorded, or failed in a way that the campaign tolerates. */
  void recorded(Recorded recorded, String node);

  /** A batch failed and waits for its next attempt. */
  void postponed(CampaignId campaign, String node);

  /** A batch failed for good, and with it all the work of the campaign. */
  void failed(CampaignId campaign, String error, String node);

  /**
   * {@code items} positions at the end of the campaign will never become batches, because a batch
   * before them had missing items: one is enough.
   */
  void shortened(CampaignId campaign, long items, String node);
}
