package io.domainflow.web.transaction;

import io.domainflow.CampaignId;
import io.domainflow.metrics.TransactionRecord;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A recorded transaction as the API shows it. */
@Schema(name = "Transaction")
record TransactionAnswer(
    String id,
    String operation,
    @Nullable CampaignId campaign,
    Instant endedAt,
    long durationMicros,
    boolean success,
    Outcome outcome,
    long retries,
    @Nullable String isolation,
    long wastedMicros,
    @Nullable String sqlState,
    @Nullable String step,
    @Nullable String error,
    @Nullable String node) {

  static TransactionAnswer of(TransactionRecord shown) {
    return new TransactionAnswer(
        shown.id().toString(),
        shown.operation(),
        shown.campaign(),
        shown.endedAt(),
        shown.durationMicros(),
        shown.outcome() == Outcome.COMMITTED,
        shown.outcome(),
        shown.retries(),
        shown.isolation(),
        shown.wastedMicros(),
        shown.sqlState(),
        shown.step(),
        shown.error(),
        shown.node());
  }
}
