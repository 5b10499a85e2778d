package io.domainflow.transaction.attempt;

import io.domainflow.CampaignId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is running.
 *
 * @param campaign the campaign that it is about; null if there is none or it is not known yet
 * @param thread the name of its thread
 * @param startedAt when its first attempt began
 * @param timeout its deadline, from {@code startedAt} on
 * @param attempt the attempt that runs or was run last, from 1; 0 before the first
 * @param step the step that runs; empty outside of steps
 * @param backendPid the server process that works for it, as in {@code pg_stat_activity}; 0 as long
 *     as it has no connection, and between attempts
 * @param transactionId PostgreSQL's id of its transaction; empty as long as it has none
 */
public record ActiveTransaction(
    String operation,
    @Nullable CampaignId campaign,
    String thread,
    Instant startedAt,
    Duration timeout,
    int attempt,
    String step,
    int backendPid,
    String transactionId) {

  static ActiveTransaction of(Operation operation) {
    Attempt<?> attempt = operation.attempt();
    return new ActiveTransaction(
        operation.name(),
        operation.campaign(),
        operation.thread().getName(),
        operation.startedAt(),
        operation.options().timeout(),
        attempt == null ? 0 : attempt.number(),
        attempt == null ? "" : attempt.steps().current(),
        attempt == null ? 0 : attempt.servingPid(),
        attempt == null ? "" : attempt.transactionId());
  }
}
