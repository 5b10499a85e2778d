package io.domainflow.transaction.attempt;

import io.domainflow.CampaignId;
import io.domainflow.database.TransactionFate;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Operation.FailedAttempt;
import io.domainflow.transaction.compensation.CompensationLedger;
import io.domainflow.transaction.failure.Failure;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.MisplacedOperationException;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations: attempt after attempt until one is committed, or it is certain that none is and
 * none will be. {@link #execute} returns normally if, and only if, PostgreSQL committed.
 *
 * <p>Thread-safe; everything of an operation happens on its caller's thread, which holds at most
 * one connection at any time.
 */
@ApplicationScoped
public class Transactions {

  private static final Logger LOGGER = Logger.getLogger(Transactions.class.getName());

  @Inject Clock clock;

  @Inject TransactionBoundary boundary;

  @Inject CommitCertainty certainty;

  @Inject ActiveTransactions active;

  @Inject CompensationLedger compensations;

  @Inject OperationReport report;

  /**
   * Runs {@code work} as an operation. Called without a transaction; the work has one, and is run
   * again from its beginning in a fresh one when an attempt failed for a reason that passes. If
   * nothing was committed it throws: what the work threw, or one of the exceptions of {@link
   * TransactionFailure}.
   *
   * @return what the work returned in the attempt that was committed
   * @throws MisplacedOperationException if a transaction or an operation is active on this thread
   */
  public <T extends @Nullable Object> T execute(TransactionOptions options, Callable<T> work) {
    Operation operation = new Operation(options, clock.instant());
    active.enter(operation);
    Optional<Failure> failure;
    Attempt<T> attempt;
    try {
      attempt = new Attempt<>(operation, 1, work);
      failure = run(attempt);
      while (failure.isPresent() && isRetried(operation, attempt, failure.get())) {
        attempt = new Attempt<>(operation, attempt.number() + 1, work);
        failure = run(attempt);
      }
    } finally {
      active.leave(operation);
    }
    return conclude(attempt, failure);
  }

  /** Names the campaign of the operation that runs on this thread, once it is known. */
  public void concerns(CampaignId campaign) {
    active.current().concerns(campaign);
  }

  private <T extends @Nullable Object> Optional<Failure> run(Attempt<T> attempt) {
    attempt.operation().begin(attempt);
    Throwable container = null;
    try {
      boundary.run(attempt);
    } catch (Throwable failure) { // From the container, which does not know what happened.
      container = failure;
    }
    active.served(attempt);
    attempt.over();
    return verdict(attempt, container);
  }

  /** What the attempt came to, by what was observed; empty if it was committed. */
  private Optional<Failure> verdict(Attempt<?> attempt, @Nullable Throwable container) {
    return switch (attempt.ending()) {
      case COMMITTED -> Optional.empty();
      case REFUSED -> Optional.of(Failure.of(Attempts.commitFailure(attempt)));
      case COMMITTING, LOST -> lost(attempt);
      case ROLLED_BACK, OPEN -> Optional.of(Attempts.rollback(attempt, container));
    };
  }

  private Optional<Failure> lost(Attempt<?> attempt) {
    Failure failure = Failure.of(Attempts.commitFailure(attempt));
    if (attempt.operation().options().readOnly()) { // Nothing can have been stored.
      return Optional.of(failure.as(FailureKind.CONNECTION_LOST));
    }
    if (attempt.transactionId().isEmpty()) { // Without it nobody can tell.
      return Optional.of(failure.as(FailureKind.COMMIT_IN_DOUBT));
    }
    return switch (fate(attempt)) {
      case COMMITTED -> Optional.empty();
      case ABORTED -> Optional.of(failure.as(FailureKind.CONNECTION_LOST));
      case UNKNOWN, IN_PROGRESS -> Optional.of(failure.as(FailureKind.COMMIT_IN_DOUBT));
    };
  }

  private TransactionFate fate(Attempt<?> attempt) {
    try {
      return certainty.resolve(attempt);
    } catch (RuntimeException | Error failure) { // To fail at asking is not to know.
      LOGGER.log(Level.WARNING, failure, () -> "Nobody can be asked for " + attempt.operation());
      return TransactionFate.UNKNOWN;
    }
  }

  /** Waits for the next attempt if there is one. */
  private boolean isRetried(Operation operation, Attempt<?> attempt, Failure failure) {
    TransactionOptions options = operation.options();
    Duration wait =
        Backoff.after(attempt.number(), options.retryDelay(), ThreadLocalRandom.current());
    boolean retried =
        failure.kind().isRetryable()
            && attempt.number() <= options.maxRetries()
            && wait.compareTo(operation.remaining()) < 0;
    String step = Attempts.step(attempt, failure);
    String other = Collisions.of(failure, attempt, active);
    operation.add(
        new FailedAttempt(failure, step, attempt.age(), retried ? wait : Duration.ZERO, other));
    operation.owed().addAll(attempt.compensations());
    return retried && Waiting.pause(wait);
  }

  /** Tells the listeners, settles compensations, and returns or throws. */
  private <T extends @Nullable Object> T conclude(Attempt<T> attempt, Optional<Failure> failure) {
    Operation operation = attempt.operation();
    report.finished(attempt, failure);
    if (failure.isEmpty() || failure.get().kind() == FailureKind.COMMIT_IN_DOUBT) {
      operation.owed().removeAll(attempt.compensations());
    }
    if (failure.isEmpty()) {
      compensations.settle(operation.name(), operation.campaign(), operation.owed());
      return attempt.value();
    }
    Throwable thrown = FailureTranslation.toThrow(attempt, failure.get());
    if (failure.get().kind() == FailureKind.COMMIT_IN_DOUBT) {
      compensations.suspend(
          operation.name(), operation.campaign(), attempt.compensations(), attempt.doubt());
    }
    compensations
        .settle(operation.name(), operation.campaign(), operation.owed())
        .forEach(thrown::addSuppressed);
    throw FailureTranslation.unchecked(thrown);
  }
}
