package io.domainflow.transaction;

import io.domainflow.CampaignId;

/** Something that belongs to a campaign, and can be marked with {@link Concerns} as an argument. */
public interface AboutCampaign {

  /** The campaign. */
  CampaignId campaign();
}
