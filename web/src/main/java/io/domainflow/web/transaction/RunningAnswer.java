package io.domainflow.web.transaction;

import io.domainflow.CampaignId;
import io.domainflow.metrics.running.RunningTransaction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A transaction that runs, as the API shows it, with those that wait for it. */
@Schema(name = "RunningTransaction")
record RunningAnswer(
    String operation,
    @Nullable CampaignId campaign,
    long ageMicros,
    boolean thisNode,
    @Nullable String step,
    int attempt,
    int backendPid,
    @Nullable String transactionId,
    @Nullable String state,
    @Nullable String waitingFor,
    List<Integer> blockedBy,
    List<RunningAnswer> blocks) {

  RunningAnswer {
    blockedBy = List.copyOf(blockedBy);
    blocks = List.copyOf(blocks);
  }

  static RunningAnswer of(RunningTransaction running) {
    return new RunningAnswer(
        running.operation(),
        running.campaign(),
        TimeUnit.NANOSECONDS.toMicros(running.age().toNanos()),
        running.isLocal(),
        running.step(),
        running.attempt(),
        running.backendPid(),
        running.transactionId(),
        running.state(),
        running.waitingFor(),
        running.blockedBy(),
        running.blocks().stream().map(RunningAnswer::of).toList());
  }
}
