package io.domainflow.campaign;

import io.domainflow.CampaignId;
import java.time.Instant;

/** The last campaign of a page; the next page begins after it. */
public record CampaignCursor(Instant createdAt, String name, CampaignId id) {}
