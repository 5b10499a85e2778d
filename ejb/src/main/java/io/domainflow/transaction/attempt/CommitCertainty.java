package io.domainflow.transaction.attempt;

import io.domainflow.DomainflowException;
import io.domainflow.database.TransactionFate;
import io.domainflow.database.TransactionFates;
import io.domainflow.transaction.compensation.Doubt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Learns what became of a COMMIT whose answer was lost, by asking PostgreSQL on another connection
 * until it knows.
 */
@ApplicationScoped
class CommitCertainty {

  private static final Logger LOGGER = Logger.getLogger(CommitCertainty.class.getName());

  /** The truth is worth a few seconds beyond the deadline: a server may be just restarting. */
  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  @Inject TransactionFates fates;

  /**
   * Asks until PostgreSQL knows, or no time is left. Called without a transaction.
   *
   * @return COMMITTED, ABORTED or UNKNOWN
   */
  TransactionFate resolve(Attempt<?> attempt) {
    long start = System.nanoTime();
    Duration limit = longer(attempt.operation().remaining(), AT_LEAST);
    Duration pause = FIRST_PAUSE;
    boolean asked = false;
    while (true) {
      TransactionFate fate = ask(attempt, asked);
      if (fate != TransactionFate.IN_PROGRESS) {
        return fate;
      }
      asked = true;
      if (System.nanoTime() - start > limit.toNanos() || !Waiting.pause(pause)) {
        return TransactionFate.UNKNOWN;
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private TransactionFate ask(Attempt<?> attempt, boolean askedBefore) {
    try {
      Doubt doubt = attempt.doubt();
      TransactionFate fate = fates.ask(doubt.transactionId(), doubt.serverLife());
      if (askedBefore && fate == TransactionFate.IN_PROGRESS) {
        // Nobody can answer to it any more, and it may hold locks until its network gives up.
        fates.terminate(attempt.backendPid(), attempt.transactionId());
      }
      return fate;
    } catch (DomainflowException unreachable) {
      LOGGER.log(
          Level.FINE,
          unreachable,
          () -> "The fate of " + attempt.operation() + " is not known yet.");
      return TransactionFate.IN_PROGRESS;
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
