package io.domainflow.campaign.reconciliation;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignStatus;

/**
 * A campaign that is runnable without work, or has work without being runnable.
 *
 * @param live whether a batch of it is claimed
 * @param claimable whether a batch of it can be claimed, now or after a wait
 */
public record WorkAtOdds(
    CampaignId campaign, CampaignStatus status, boolean live, boolean claimable) {}
