package io.domainflow.transaction.attempt;

import io.domainflow.transaction.OperationListener;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.LostAttempt;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.attempt.Operation.FailedAttempt;
import io.domainflow.transaction.failure.Failure;
import io.domainflow.transaction.failure.FailureKind;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells the log and the listeners what became of an operation, once. */
@ApplicationScoped
class OperationReport {

  private static final Logger LOGGER = Logger.getLogger(Transactions.class.getName());

  @Inject @Any Instance<OperationListener> deployed;

  private List<OperationListener> listeners;

  /** To look beans up takes longer than to tell them. */
  @PostConstruct
  void find() {
    listeners = deployed.stream().toList();
  }

  /** The operation has ended; nothing that goes wrong here may change that. */
  void finished(Attempt<?> last, Optional<Failure> failure) {
    try {
      logRetries(last, failure);
      tell(outcome(last, failure));
    } catch (RuntimeException fault) { // Whatever it is, the operation has ended before.
      LOGGER.log(Level.WARNING, fault, () -> "The end of an operation could not be told.");
    }
  }

  private void tell(OperationOutcome outcome) {
    for (OperationListener listener : listeners) {
      try {
        listener.finished(outcome);
      } catch (RuntimeException | Error fault) { // Of any listener; the others are told too.
        LOGGER.log(Level.WARNING, fault, () -> "A listener failed at " + outcome.operation() + ".");
      }
    }
  }

  private static void logRetries(Attempt<?> last, Optional<Failure> failure) {
    List<FailedAttempt> failures = last.operation().failures();
    if (last.number() > 1) {
      LOGGER.info(() -> RetryLine.of(last, failure.isEmpty(), failures));
    }
    if (failure.filter(fault -> fault.kind() == FailureKind.COMMIT_IN_DOUBT).isPresent()) {
      LOGGER.severe(
          () ->
              "Operation %s is in doubt: ask pg_xact_status('%s') before it is repeated."
                  .formatted(last.operation(), last.transactionId()));
    }
  }

  private static OperationOutcome outcome(Attempt<?> last, Optional<Failure> failure) {
    Operation operation = last.operation();
    return new OperationOutcome(
        operation.name(),
        operation.campaign(),
        operation.startedAt(),
        operation.age(),
        outcomeOf(failure),
        last.number(),
        sum(operation, FailedAttempt::took),
        sum(operation, FailedAttempt::waited),
        operation.options().isolation(),
        operation.options().readOnly(),
        failure.map(Failure::kind).orElse(null),
        failure.map(Failure::sqlState).orElse(""),
        failure.map(Failure::message).orElse(""),
        failure.map(fault -> Attempts.step(last, fault)).orElse(""),
        last.skipped(),
        lostAttempts(operation),
        last.transactionId(),
        failure.map(Failure::cause).orElse(null));
  }

  private static Outcome outcomeOf(Optional<Failure> failure) {
    return failure
        .map(
            fault ->
                fault.kind() == FailureKind.COMMIT_IN_DOUBT
                    ? Outcome.IN_DOUBT
                    : Outcome.ROLLED_BACK)
        .orElse(Outcome.COMMITTED);
  }

  private static List<LostAttempt> lostAttempts(Operation operation) {
    return operation.failures().stream()
        .map(
            lost ->
                new LostAttempt(
                    lost.failure().kind(), lost.failure().sqlState(), lost.took(), lost.other()))
        .toList();
  }

  private static Duration sum(Operation operation, Function<FailedAttempt, Duration> part) {
    return operation.failures().stream().map(part).reduce(Duration.ZERO, Duration::plus);
  }
}
