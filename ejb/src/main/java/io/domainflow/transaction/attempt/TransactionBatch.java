package io.domainflow.transaction.attempt;

import io.domainflow.database.Database;
import io.domainflow.transaction.OperationOutcome.SkippedStep;
import io.domainflow.transaction.TransactionOperation;
import io.domainflow.transaction.failure.DoomedTransactionException;
import io.domainflow.transaction.failure.Failure;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.MisplacedOperationException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Runs the steps of an operation, in order, in its one transaction. Called within an operation,
 * nowhere else.
 */
@ApplicationScoped
public class TransactionBatch {

  private static final Logger LOGGER = Logger.getLogger(TransactionBatch.class.getName());

  /**
   * Beyond 64 a backend's open subtransactions overflow its cache (PostgreSQL, subtrans README).
   */
  private static final int SAVEPOINT_BUDGET = 32;

  /** With these the attempt as a whole has lost: its connection, a conflict, its time. */
  private static final Set<FailureKind> ATTEMPT_LOST =
      EnumSet.of(
          FailureKind.SERIALIZATION_CONFLICT,
          FailureKind.DEADLOCK,
          FailureKind.CONNECTION_LOST,
          FailureKind.NO_CONNECTION,
          FailureKind.SHORTAGE,
          FailureKind.DEADLINE);

  @Inject ActiveTransactions active;

  @Inject Database database;

  @Resource TransactionSynchronizationRegistry registry;

  @PersistenceContext EntityManager entityManager;

  /**
   * Runs {@code steps}. The first required step that fails ends the attempt: what it throws passes
   * through, and PostgreSQL rolls everything back.
   *
   * @throws MisplacedOperationException outside of an operation
   */
  public void run(TransactionOperation... steps) {
    Attempt<?> attempt = attempt();
    for (TransactionOperation step : steps) {
      attempt.steps().enter(step.name());
      if (step.required()) {
        runRequired(attempt, step);
      } else {
        runOptional(attempt, step);
      }
    }
    attempt.steps().leave();
  }

  private Attempt<?> attempt() {
    Attempt<?> attempt = active.current().attempt();
    if (attempt == null) {
      throw new MisplacedOperationException("Steps are run within an attempt.");
    }
    if (!database.isTrackedBy(attempt)) {
      throw new MisplacedOperationException(
          "Steps of %s are run in its own transaction, not in another or in none."
              .formatted(attempt.operation()));
    }
    return attempt;
  }

  private static void runRequired(Attempt<?> attempt, TransactionOperation step) {
    step.action().run();
    if (step.compensation() != null) {
      attempt.compensations().add(step.compensation());
    }
  }

  private void runOptional(Attempt<?> attempt, TransactionOperation step) {
    String savepoint = "step_" + attempt.nextSavepoint();
    if (attempt.savepoints() == SAVEPOINT_BUDGET + 1) {
      LOGGER.warning(
          () ->
              "Operation %s has set more than %d savepoints in one transaction."
                  .formatted(attempt.operation(), SAVEPOINT_BUDGET));
    }
    entityManager.flush();
    database.write("SAVEPOINT " + savepoint);
    database.flush();
    int before = attempt.compensations().size();
    try {
      runRequired(attempt, step);
      entityManager.flush();
      database.flush();
      database.write("RELEASE SAVEPOINT " + savepoint);
    } catch (RuntimeException failure) { // Whatever the step throws: it is optional.
      undo(attempt, step, savepoint, failure);
      attempt.giveUpCompensations(before);
    }
  }

  private void undo(
      Attempt<?> attempt, TransactionOperation step, String savepoint, RuntimeException thrown) {
    Failure failure = Failure.of(thrown);
    if (ATTEMPT_LOST.contains(failure.kind())) {
      throw thrown;
    }
    if (registry.getRollbackOnly()) {
      throw new DoomedTransactionException(step.name(), thrown);
    }
    database.discard();
    entityManager.clear(); // All that came before the step was flushed.
    attempt.recover(() -> database.rollbackTo(savepoint));
    attempt.skip(new SkippedStep(step.name(), failure.sqlState(), failure.message()));
    LOGGER.warning(
        () ->
            "Optional step %s of operation %s failed and was undone: %s"
                .formatted(step.name(), attempt.operation(), describe(failure)));
  }

  private static String describe(Failure failure) {
    return failure.sqlState().isEmpty()
        ? failure.message()
        : failure.sqlState() + " " + failure.message();
  }
}
