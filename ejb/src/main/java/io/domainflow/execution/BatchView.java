package io.domainflow.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A batch as users see it at one moment. */
public record BatchView(
    long number,
    long firstPosition,
    int size,
    BatchStatus status,
    int attempt,
    @Nullable String node,
    @Nullable Instant leaseUntil,
    @Nullable Instant notBefore,
    @Nullable String error,
    Instant claimedAt,
    @Nullable Instant doneAt) {}
