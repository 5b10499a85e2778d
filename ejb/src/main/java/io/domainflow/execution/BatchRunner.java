package io.domainflow.execution;

import io.domainflow.DomainflowException;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes one claimed batch to its end: do the work without a transaction, record it in one, and when
 * either fails give the batch back or, after its last attempt, fail it.
 */
@ApplicationScoped
class BatchRunner {

  private static final Logger LOGGER = Logger.getLogger(BatchRunner.class.getName());

  @Inject WorkHandler handler;

  @Inject BatchLedger ledger;

  @Inject WorkMetrics metrics;

  /** Runs the batch. Never throws: what cannot even be recorded is left to the lease's end. */
  void run(Batch batch, WorkSettings settings) {
    RetryPolicy policy = new RetryPolicy(settings.attempts(), settings.retryDelay());
    try {
      if (batch.attempt() > policy.attempts()) {
        ledger.fail(batch, "every attempt ended without a result", settings.node());
      } else {
        perform(batch, settings);
      }
    } catch (RuntimeException failure) { // Whatever a campaign type or the container throws.
      settle(batch, failure, policy, settings);
    }
  }

  private void perform(Batch batch, WorkSettings settings) {
    Recording recording = handler.perform(batch);
    RecordOutcome outcome = ledger.record(batch, recording, settings.node());
    if (outcome instanceof RecordOutcome.Recorded recorded) {
      metrics.recorded();
      if (recorded.missing() > 0) {
        ledger.shorten(batch.campaign(), settings.node());
      }
    } else if (outcome instanceof RecordOutcome.Refused) {
      metrics.refused();
      LOGGER.info(() -> "The claim of " + batch + " was lost; nothing was recorded.");
    } else {
      throw new IllegalStateException("unknown outcome " + outcome);
    }
  }

  private void settle(
      Batch batch, RuntimeException failure, RetryPolicy policy, WorkSettings settings) {
    metrics.failed();
    String error = describe(failure);
    LOGGER.log(Level.WARNING, failure, () -> "The " + batch + " failed: " + error);
    try {
      if (policy.retries(batch.attempt())) {
        ledger.postpone(
            batch,
            error,
            policy.delayAfter(batch.attempt(), ThreadLocalRandom.current()),
            settings.node());
      } else {
        ledger.fail(batch, error, settings.node());
      }
    } catch (RuntimeException unrecorded) { // The database is away: the lease runs out instead.
      unrecorded.addSuppressed(failure);
      LOGGER.log(
          Level.WARNING, unrecorded, () -> "The failure of " + batch + " could not be recorded.");
    }
  }

  /** The innermost words that people can act on; containers wrap them several times. */
  static String describe(Throwable failure) {
    Throwable current = failure;
    while (current instanceof EJBException && current.getCause() != null) {
      current = current.getCause();
    }
    return current instanceof DomainflowException
        ? String.valueOf(current.getMessage())
        : current.toString();
  }
}
