package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.DomainflowException;
import io.domainflow.database.DatabaseUnavailableException;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes claimed batches to their end: does the work without a transaction, records it in one
 * together with what else of the campaign is finished, and when either fails gives the batch back
 * or, after its last attempt, fails it. While the database is away it waits: results are not thrown
 * away.
 */
@ApplicationScoped
class BatchRunner {

  private static final Logger LOGGER = Logger.getLogger(BatchRunner.class.getName());

  /** How long to wait for a database that is away before it is asked again. */
  private static final Duration AWAY = Duration.ofSeconds(1);

  /** What people read of a failure; the log has all of it. */
  private static final int LONGEST_ERROR = 2_000;

  @Inject WorkHandler handler;

  @Inject BatchLedger ledger;

  @Inject WorkMetrics metrics;

  private final RecordQueues queues = new RecordQueues();

  /**
   * Does the work of a batch. Never throws.
   *
   * @return what is to be recorded of it; empty if it has come to its end already, because it
   *     failed or the node stops
   */
  Optional<Finished> perform(Batch batch, WorkSettings settings, InFlight inFlight) {
    if (inFlight.isStopped()) {
      inFlight.end(batch);
      return Optional.empty();
    }
    try {
      if (batch.attempt() <= settings.attempts()) {
        return Optional.of(new Finished(batch, handler.perform(batch)));
      }
      ledger.fail(batch, exhausted(batch), settings.node());
      inFlight.end(batch);
    } catch (Throwable failure) { // Whatever a campaign type or the container throws, Errors too.
      settle(batch, failure, new Work(settings, inFlight));
    }
    return Optional.empty();
  }

  /**
   * Records batches, those of a campaign together. Never throws; {@code inFlight} is told of each
   * batch that has come to its end, which may be on another worker's thread.
   */
  void record(List<Finished> finished, WorkSettings settings, InFlight inFlight) {
    Work work = new Work(settings, inFlight);
    queues.add(finished).forEach(campaign -> recordAll(campaign, work));
  }

  private record Work(WorkSettings settings, InFlight inFlight) {

    String node() {
      return settings.node();
    }
  }

  private static String exhausted(Batch batch) {
    return "every one of " + (batch.attempt() - 1) + " attempts ended without a result";
  }

  private void recordAll(CampaignId campaign, Work work) {
    Optional<Bundle> next = queues.next(campaign);
    while (next.isPresent()) {
      record(next.get(), work);
      next = queues.next(campaign);
    }
  }

  private void record(Bundle bundle, Work work) {
    try {
      account(bundle, patiently(work, () -> ledger.record(bundle, work.node())), work);
      bundle.batches().forEach(finished -> work.inFlight().end(finished.batch()));
    } catch (Throwable failure) { // One of them may be at fault: the others need not suffer.
      if (bundle.batches().size() == 1) {
        settle(bundle.batches().get(0).batch(), failure, work);
      } else {
        bundle.batches().forEach(one -> record(Bundle.of(one.batch(), one.recording()), work));
      }
    }
  }

  private void account(Bundle bundle, RecordOutcome outcome, Work work) {
    metrics.recorded(outcome.recorded());
    metrics.refused(outcome.refused());
    if (outcome.refused() > 0) {
      LOGGER.info(
          () ->
              "Of campaign %s %d batches were recorded; the claims of %d were lost, and nothing of them was."
                  .formatted(bundle.campaign(), outcome.recorded(), outcome.refused()));
    }
    if (outcome.missing() > 0) {
      ledger.shorten(bundle.campaign(), work.node());
    }
  }

  private void settle(Batch batch, Throwable failure, Work work) {
    WorkSettings settings = work.settings();
    RetryPolicy policy = new RetryPolicy(settings.attempts(), settings.retryDelay());
    metrics.failed();
    String error = describe(failure);
    LOGGER.log(Level.WARNING, failure, () -> "The " + batch + " failed: " + error);
    try {
      patiently(
          work,
          () -> {
            if (policy.retries(batch.attempt())) {
              Duration delay = policy.delayAfter(batch.attempt(), ThreadLocalRandom.current());
              ledger.postpone(batch, error, delay, work.node());
            } else {
              ledger.fail(batch, error, work.node());
            }
            return batch;
          });
    } catch (Throwable unrecorded) { // It is given back by whoever finds it unknown.
      unrecorded.addSuppressed(failure);
      work.inFlight().doubt();
      LOGGER.log(
          Level.WARNING, unrecorded, () -> "The failure of " + batch + " could not be recorded.");
    } finally {
      work.inFlight().end(batch);
    }
  }

  /** Tries again for as long as the database is away, until this node stops. */
  private static <T> T patiently(Work work, Supplier<T> recording) {
    boolean told = false;
    while (true) {
      try {
        return recording.get();
      } catch (RuntimeException failure) {
        if (!isAway(failure) || !pause(work)) {
          throw failure;
        }
        if (!told) {
          LOGGER.warning(() -> "The database is away; what is done waits: " + describe(failure));
          told = true;
        }
      }
    }
  }

  private static boolean isAway(RuntimeException failure) {
    return failure instanceof TransactionFailure.Unavailable
        || failure instanceof DatabaseUnavailableException;
  }

  private static boolean pause(Work work) {
    try {
      return work.inFlight().pause(AWAY);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The innermost words that people can act on; containers wrap them several times. In a form that
   * PostgreSQL can store.
   */
  static String describe(Throwable failure) {
    Throwable current = failure;
    while (current instanceof EJBException && current.getCause() != null) {
      current = current.getCause();
    }
    String words =
        current instanceof DomainflowException
            ? String.valueOf(current.getMessage())
            : current.toString();
    return words.substring(0, Math.min(words.length(), LONGEST_ERROR)).replace('\0', '?');
  }
}
