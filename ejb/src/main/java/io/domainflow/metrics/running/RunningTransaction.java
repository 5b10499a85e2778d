package io.domainflow.metrics.running;

import io.domainflow.CampaignId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that runs now, with those that wait for it.
 *
 * @param operation its operation, or what its session calls itself
 * @param campaign the campaign that it is about; null if unknown
 * @param age since its operation began, or its transaction if it is not of this node
 * @param isLocal whether it runs on the node that was asked
 * @param step the step that runs; null if unknown
 * @param attempt the number of the attempt; 0 if unknown
 * @param backendPid PostgreSQL's process; 0 if it has no connection
 * @param transactionId PostgreSQL's id; null if it has none
 * @param state as in {@code pg_stat_activity}; null if it has no connection
 * @param waitingFor as in {@code pg_stat_activity}, for example {@code Lock transactionid}; null if
 *     it does not wait
 * @param blockedBy the server processes that it waits for
 * @param blocks those that wait for it
 */
public record RunningTransaction(
    String operation,
    @Nullable CampaignId campaign,
    Duration age,
    boolean isLocal,
    @Nullable String step,
    int attempt,
    int backendPid,
    @Nullable String transactionId,
    @Nullable String state,
    @Nullable String waitingFor,
    List<Integer> blockedBy,
    List<RunningTransaction> blocks) {

  public RunningTransaction {
    blockedBy = List.copyOf(blockedBy);
    blocks = List.copyOf(blocks);
  }

  RunningTransaction blocking(List<RunningTransaction> waiting) {
    return new RunningTransaction(
        operation,
        campaign,
        age,
        isLocal,
        step,
        attempt,
        backendPid,
        transactionId,
        state,
        waitingFor,
        blockedBy,
        waiting);
  }
}
