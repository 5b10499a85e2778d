package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.transaction.AboutCampaign;

/**
 * A batch that this node has claimed: a contiguous range of positions of a campaign.
 *
 * @param number counts the batches of the campaign from 0
 * @param firstPosition the first position of the range, from 0
 * @param size how many positions, 1 to 100,000
 * @param attempt 1 for the first claim; claims that were given back untried do not count
 * @param losses how many of the attempts before ended because their node was lost
 * @param leaseEpoch the number of this claim; a later claim of the same batch has a higher one, and
 *     then nothing can be recorded under this one
 */
public record Batch(
    CampaignId campaign,
    long number,
    long firstPosition,
    long size,
    long attempt,
    long losses,
    long leaseEpoch)
    implements AboutCampaign {

  /** Which of the attempts this is for which the batch itself has to answer; 1 for the first. */
  public long trial() {
    return attempt - losses;
  }

  @Override
  public String toString() {
    return "batch " + number + " of campaign " + campaign + ", attempt " + attempt;
  }
}
