package io.domainflow.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A batch as users see it.
 *
 * @param number counts the campaign's batches from 0
 * @param firstPosition the first position of its range, from 0
 * @param size how many positions
 * @param attempt how often it was claimed since its campaign was last retried; claims that were
 *     given back untried do not count
 * @param losses how many of these claims ended because their node was lost
 * @param tally what became of its items; zeros before it is DONE, or FAILED and that tolerated
 * @param node the node of the last claim
 * @param leaseUntil until when a CLAIMED batch's node is known to live; null for others
 * @param notBefore when a READY batch may be tried again
 * @param error the last failure; null if there was none
 * @param claimedAt when it was last claimed; null if it never was
 * @param doneAt when it was recorded; null before
 */
public record BatchView(
    long number,
    long firstPosition,
    int size,
    BatchStatus status,
    int attempt,
    int losses,
    Tally tally,
    @Nullable String node,
    @Nullable Instant leaseUntil,
    @Nullable Instant notBefore,
    @Nullable String error,
    @Nullable Instant claimedAt,
    @Nullable Instant doneAt) {}
