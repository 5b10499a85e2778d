package io.domainflow.execution;

import io.domainflow.CampaignId;

/** Work of a campaign has become claimable. Observed on this node after the commit. */
public record WorkReleased(CampaignId campaign) {}
