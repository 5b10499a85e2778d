package io.domainflow.transaction.failure;

import io.domainflow.CampaignId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an operation that failed.
 *
 * @param operation its name
 * @param campaign the campaign that it was about; null if none was named
 * @param attempts how many attempts were really made
 * @param kind why the last one failed
 * @param sqlState what PostgreSQL reported; empty if it had no part in it
 * @param step the step, or the steps whose statements were sent together; empty outside of steps
 * @param transactionId PostgreSQL's id of the last attempt's transaction; empty if it had none
 * @param message what PostgreSQL or the thrower said
 */
public record FailedOperation(
    String operation,
    @Nullable CampaignId campaign,
    int attempts,
    FailureKind kind,
    String sqlState,
    String step,
    String transactionId,
    String message) {

  String describe(String verdict) {
    StringBuilder text = new StringBuilder("Operation ").append(operation);
    if (campaign != null) {
      text.append(" of campaign ").append(campaign);
    }
    text.append(' ').append(verdict);
    if (!step.isEmpty()) {
      text.append(" in step ").append(step);
    }
    text.append(" (").append(kind);
    if (!sqlState.isEmpty()) {
      text.append(", SQLSTATE ").append(sqlState);
    }
    text.append(attempts == 1 ? ", 1 attempt" : ", " + attempts + " attempts");
    if (kind == FailureKind.COMMIT_IN_DOUBT) {
      text.append(", transaction ").append(transactionId);
    }
    return text.append("): ").append(message).toString();
  }
}
