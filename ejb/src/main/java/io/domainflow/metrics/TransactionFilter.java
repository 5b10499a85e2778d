package io.domainflow.metrics;

import io.domainflow.CampaignId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which recorded operations to show, the latest first. Null means no limit.
 *
 * @param from the earliest end
 * @param to the end that is too late
 * @param after the last one that was shown before
 * @param limit how many at most, 1 or more
 */
public record TransactionFilter(
    @Nullable String operation,
    @Nullable CampaignId campaign,
    @Nullable Boolean success,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Position after,
    int limit) {

  /** Where a row stands in the order of the list. */
  public record Position(Instant endedAt, UUID id) {}
}
