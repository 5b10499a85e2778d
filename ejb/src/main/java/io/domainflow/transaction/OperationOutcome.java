package io.domainflow.transaction;

import io.domainflow.CampaignId;
import io.domainflow.transaction.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an operation, known after its transaction has ended.
 *
 * @param campaign the campaign that it was about; null if none was named
 * @param duration from its beginning to the knowledge of its end, waits included
 * @param outcome what PostgreSQL did with it
 * @param attempts how many attempts were made, 1 or more
 * @param wasted the time that rolled-back attempts took
 * @param waited the time between attempts
 * @param failure why the last attempt failed; null if it was committed
 * @param sqlState of that failure; empty if there is none
 * @param message of that failure; empty if there is none
 * @param step the failing step, or the steps whose statements were sent together; empty if none
 * @param skippedSteps the optional steps that failed in the committed attempt
 * @param lostAttempts those that were rolled back, oldest first
 * @param transactionId PostgreSQL's id of the last attempt's transaction; empty if it had none
 * @param cause what the last attempt threw, as it was thrown; null if nothing was
 */
public record OperationOutcome(
    String operation,
    @Nullable CampaignId campaign,
    Instant startedAt,
    Duration duration,
    Outcome outcome,
    int attempts,
    Duration wasted,
    Duration waited,
    IsolationLevel isolation,
    boolean readOnly,
    @Nullable FailureKind failure,
    String sqlState,
    String message,
    String step,
    List<SkippedStep> skippedSteps,
    List<LostAttempt> lostAttempts,
    String transactionId,
    @Nullable Throwable cause) {

  /** What PostgreSQL did with the operation as a whole. */
  public enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    IN_DOUBT
  }

  /** An optional step that was undone. */
  public record SkippedStep(String step, String sqlState, String message) {}

  /**
   * An attempt that was rolled back.
   *
   * @param sqlState why; empty if PostgreSQL had no part in it
   * @param took from its beginning to the knowledge of its end
   * @param other the operation that it collided with; empty if PostgreSQL did not tell
   */
  public record LostAttempt(FailureKind failure, String sqlState, Duration took, String other) {}

  public OperationOutcome {
    lostAttempts = List.copyOf(lostAttempts);
    skippedSteps = List.copyOf(skippedSteps);
  }

  /** How many attempts followed the first. */
  public int retries() {
    return attempts - 1;
  }
}
