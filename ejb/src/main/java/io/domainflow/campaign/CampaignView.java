package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as its users see it at one moment.
 *
 * @param version 1 at creation, one more with each change of state
 * @param totalItems how many items the campaign is about
 * @param processedItems items done so far; always {@code successfulItems + failedItems}
 * @param startedAt when it first ran: when its first batch was claimed, or it turned out that there
 *     was none to claim; null before
 * @param completedAt when it was completed, failed or cancelled; null before
 * @param error why it failed; null unless it did
 * @param source the campaign whose results it works on; null if it has work of its own
 * @param tolerancePercent how many of a hundred items may be lost in failed batches, 0 to 100
 * @param definition what the campaign's type stored at creation, in the form that the API shows
 */
public record CampaignView(
    CampaignId id,
    String name,
    String type,
    CampaignStatus status,
    long version,
    long totalItems,
    long processedItems,
    long successfulItems,
    long failedItems,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable String error,
    @Nullable CampaignId source,
    int tolerancePercent,
    Record definition) {

  /** Stands for a definition that is still to be read. */
  static final Record UNDESCRIBED = new Undescribed();

  private record Undescribed() {}

  /** The same campaign with its definition. */
  CampaignView with(Record stored) {
    return new CampaignView(
        id,
        name,
        type,
        status,
        version,
        totalItems,
        processedItems,
        successfulItems,
        failedItems,
        createdAt,
        startedAt,
        completedAt,
        error,
        source,
        tolerancePercent,
        stored);
  }
}
