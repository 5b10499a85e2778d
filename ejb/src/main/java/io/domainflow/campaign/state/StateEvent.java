package io.domainflow.campaign.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step in the history of a campaign.
 *
 * @param sequence 1 for the creation, without gaps from there; the version that the step led to
 * @param from the state before; null for the creation
 * @param to the state after; null for the deletion
 * @param actor who asked for it: a user, or {@code node:} and the id of the node that did the work
 * @param reason why, in words
 * @param cause the failure behind it; null if there was none
 */
public record StateEvent(
    long sequence,
    @Nullable CampaignStatus from,
    @Nullable CampaignStatus to,
    String actor,
    String reason,
    @Nullable String cause,
    Instant occurredAt) {}
