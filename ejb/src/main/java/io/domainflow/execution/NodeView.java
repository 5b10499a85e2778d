package io.domainflow.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node as users see it; all times are of the database's clock.
 *
 * @param version the version of DomainFlow that it runs
 * @param alive whether it works and its lease holds
 * @param workers batches that it works on at the same time, 0 to 16
 * @param wantedWorkers how many workers it was asked to have
 * @param inFlight batches that it had claimed and not ended, at its last heartbeat
 * @param recorded batches that it has recorded since its start
 * @param refused batches that it could not record, because their claims were lost
 * @param leaseUntil until when its claims hold without another heartbeat
 * @param goneAt when it stopped or was declared gone; null before
 */
public record NodeView(
    String node,
    String version,
    boolean alive,
    int workers,
    int wantedWorkers,
    int inFlight,
    long recorded,
    long refused,
    Instant startedAt,
    Instant lastHeartbeatAt,
    Instant leaseUntil,
    @Nullable Instant goneAt) {}
