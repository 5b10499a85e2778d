package io.domainflow.metrics.statistics;

import org.jspecify.annotations.Nullable;

/**
 * What attempts of an operation that were rolled back have cost.
 *
 * @param sqlState why; null if PostgreSQL had no part in it
 * @param other the operation that it collided with; null where PostgreSQL does not tell
 * @param attempts how many were rolled back
 * @param wastedMicros how many microseconds they took
 */
public record ConflictCost(
    String operation,
    @Nullable String sqlState,
    @Nullable String other,
    long attempts,
    long wastedMicros) {}
