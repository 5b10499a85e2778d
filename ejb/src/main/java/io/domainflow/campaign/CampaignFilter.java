package io.domainflow.campaign;

import org.jspecify.annotations.Nullable;

/**
 * Which campaigns to list.
 *
 * @param type only campaigns of this type; null for all
 * @param status only campaigns in this state; null for all
 * @param nameContains only campaigns whose name contains this text, whatever its case; null for all
 * @param after the last campaign already seen; null for the first page
 * @param limit how many at most, 1 or more
 */
public record CampaignFilter(
    @Nullable String type,
    @Nullable CampaignStatus status,
    @Nullable String nameContains,
    CampaignSort sort,
    @Nullable CampaignCursor after,
    int limit) {}
