package io.domainflow.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of campaigns.
 *
 * @param next the last campaign that was looked at; null if no other follows it. It may not be
 *     among {@code campaigns}, if it was just deleted
 */
public record CampaignPage(List<CampaignView> campaigns, @Nullable CampaignCursor next) {

  public CampaignPage {
    campaigns = List.copyOf(campaigns);
  }
}
