package io.domainflow.metrics.statistics;

import io.domainflow.CampaignId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which operations to count.
 *
 * @param operation null for all, each by itself
 * @param campaign null for all and none
 * @param from the first moment that counts
 * @param to the first moment behind it that does not
 * @param bucket how long what is counted together lasts; zero if all is one. Buckets begin at
 *     multiples of their length since 1970
 */
public record StatisticsQuery(
    @Nullable String operation,
    @Nullable CampaignId campaign,
    Instant from,
    Instant to,
    Duration bucket) {}
