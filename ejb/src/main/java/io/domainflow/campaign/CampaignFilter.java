package io.domainflow.campaign;

import io.domainflow.campaign.state.CampaignStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which campaigns to list, and how.
 *
 * @param type only those of this type; null for all
 * @param status only those in this state; null for all
 * @param nameContains only those whose name contains this text, in upper or lower case; null for
 *     all
 * @param after the last campaign of the page before; null for the first page
 * @param limit how many at most, 1 to 200
 */
public record CampaignFilter(
    @Nullable String type,
    @Nullable CampaignStatus status,
    @Nullable String nameContains,
    CampaignSort sort,
    @Nullable CampaignCursor after,
    int limit) {

  private static final int MAX_LIMIT = 200;

  public CampaignFilter {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to 200, not " + limit);
    }
  }
}
