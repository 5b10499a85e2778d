package io.domainflow.campaign;

import io.domainflow.CampaignId;
import java.time.Instant;

/** The place of one campaign in every order; a page goes on behind it. */
public record CampaignCursor(Instant createdAt, String name, CampaignId id) {}
