package io.domainflow.campaign.refusal;

import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.RefusedChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a campaign that was refused.
 *
 * @param number counts the refusals of all campaigns, with gaps; later ones have higher numbers
 * @param operation what was to be done, by the name of the operation
 * @param actor who asked for it
 * @param current the state that the campaign was in
 * @param version the version that it had
 * @param wanted the state that it was to get; null if it was not the state that was refused
 * @param expectedVersion the version that the actor expected; null if none was
 */
public record Refusal(
    long number,
    RefusedChange.Kind kind,
    String operation,
    String actor,
    CampaignStatus current,
    long version,
    @Nullable CampaignStatus wanted,
    @Nullable Long expectedVersion,
    Instant refusedAt) {}
