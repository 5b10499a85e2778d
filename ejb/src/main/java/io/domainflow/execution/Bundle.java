package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.transaction.AboutCampaign;
import java.util.Comparator;
import java.util.List;

/**
 * Finished batches of one campaign that are recorded together.
 *
 * @param batches one or more, each once; kept in the order of their numbers
 */
public record Bundle(CampaignId campaign, List<Finished> batches) implements AboutCampaign {

  public Bundle {
    batches =
        batches.stream()
            .sorted(Comparator.comparingLong(finished -> finished.batch().number()))
            .toList();
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("a bundle has at least one batch");
    }
  }

  /** Two bundles with one half of the batches each, or almost; there are two batches or more. */
  public List<Bundle> halves() {
    int middle = batches.size() / 2;
    return List.of(
        new Bundle(campaign, batches.subList(0, middle)),
        new Bundle(campaign, batches.subList(middle, batches.size())));
  }

  /** The bundle of a single batch. */
  public static Bundle of(Batch batch, Recording recording) {
    return new Bundle(batch.campaign(), List.of(new Finished(batch, recording)));
  }
}
