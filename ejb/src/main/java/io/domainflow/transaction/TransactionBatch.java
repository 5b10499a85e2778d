package io.domainflow.transaction;

import io.domainflow.database.Database;
import io.domainflow.transaction.OperationOutcome.SkippedStep;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.logging.Logger;

/**
 * Runs the steps of an operation, in order, in its one transaction (the seed's
 * SafeTransactionBatch). Called within an operation, nowhere else.
 */
@ApplicationScoped
public class TransactionBatch {

  private static final Logger LOGGER = Logger.getLogger(TransactionBatch.class.getName());

  /**
   * Beyond 64 a backend's open subtransactions overflow its cache (PostgreSQL, subtrans README).
   */
  private static final int SAVEPOINT_BUDGET = 32;

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
    int before = attempt.compensations().size();
    try {
      database.flush();
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
    if (failure.kind().isRetryable() || failure.kind() == FailureKind.DEADLINE) {
      throw thrown; // The attempt as a whole has lost: its connection, a conflict, its time.
    }
    if (registry.getRollbackOnly()) {
      throw new DoomedTransactionException(step.name(), thrown);
    }
    database.discard();
    attempt.recover(() -> database.update("ROLLBACK TO SAVEPOINT " + savepoint));
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
