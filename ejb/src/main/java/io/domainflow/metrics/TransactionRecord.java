package io.domainflow.metrics;

import io.domainflow.CampaignId;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of an operation.
 *
 * @param campaign the campaign that it was about, whether it exists or not; null if there is none
 * @param endedAt when its end was known, by the clock of its node
 * @param durationMicros from its beginning to then, in microseconds
 * @param retries how many attempts followed the first
 * @param isolation as in SET TRANSACTION; null if it was recorded by another program
 * @param wastedMicros microseconds spent in attempts that were rolled back
 * @param sqlState why it failed; null if it did not, or PostgreSQL had no part in it
 * @param step the step that failed; null if none is known
 * @param error what was said of the failure; null if there was none
 * @param node where it ran; null if it was recorded by another program
 */
public record TransactionRecord(
    UUID id,
    String operation,
    @Nullable CampaignId campaign,
    Instant endedAt,
    long durationMicros,
    Outcome outcome,
    long retries,
    @Nullable String isolation,
    long wastedMicros,
    @Nullable String sqlState,
    @Nullable String step,
    @Nullable String error,
    @Nullable String node) {}
