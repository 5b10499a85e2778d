package io.domainflow.execution;

import io.domainflow.CampaignId;
import java.util.List;

/**
 * Batches of one campaign that have just been recorded.
 *
 * @param batches one or more
 */
public record Recorded(CampaignId campaign, List<Done> batches) {

  /** A batch, and what became of its items. */
  public record Done(Batch batch, Tally tally) {}

  public Recorded {
    batches = List.copyOf(batches);
  }

  /** All tallies together. */
  public Tally total() {
    return Tally.sum(batches.stream().map(Done::tally).toList());
  }
}
