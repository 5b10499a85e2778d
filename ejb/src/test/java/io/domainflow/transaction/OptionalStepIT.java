package io.domainflow.transaction;

import static io.domainflow.transaction.TransactionOperation.optional;
import static io.domainflow.transaction.TransactionOperation.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationOutcome.SkippedStep;
import io.domainflow.transaction.attempt.TransactionBatch;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.DoomedTransactionException;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.witness.LogCapture;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steps that may fail while their operation goes on. */
@ExtendWith(ArquillianExtension.class)
class OptionalStepIT {

  @Inject Transactions transactions;
  @Inject TransactionBatch batch;
  @Inject Ledger ledger;
  @Inject Database database;
  @Inject OutcomeRecorder recorder;
  @Inject StepEjb ejb;
  @PersistenceContext EntityManager entityManager;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(OptionalStepIT.class).addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  private void run(String operation, TransactionOperation... steps) {
    transactions.execute(
        TransactionOptions.of(operation).withRetries(1, Duration.ofMillis(1)),
        () -> {
          batch.run(steps);
          return "";
        });
  }

  private TransactionOperation writing(String id) {
    return required("write_" + id, "Write " + id, () -> write(id));
  }

  private void write(String id) {
    database.write("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private void fail() {
    database.update("INSERT INTO entries (id, amount) VALUES ('bad', NULL)");
  }

  private OperationOutcome outcome(String operation) {
    List<OperationOutcome> outcomes = recorder.of(operation);
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }

  @Test
  void anOptionalStepThatFailsIsUndoneAloneAndReported() {
    run(
        "skip_optional",
        writing("a"),
        optional(
            "decorate",
            "Write and fail",
            () -> {
              write("undone");
              fail();
            }),
        writing("b"));
    assertThat(ledger.ids()).containsExactly("a", "b");
    assertThat(outcome("skip_optional").skippedSteps())
        .extracting(SkippedStep::step, SkippedStep::sqlState)
        .containsExactly(tuple("decorate", "23502"));
  }

  @Test
  void anOptionalStepThatFailsAtItsLastDeferredWriteIsUndoneAlone() {
    run(
        "skip_deferred",
        writing("a"),
        optional("repeat", "Write a again", () -> write("a")),
        writing("b"));
    assertThat(ledger.ids()).containsExactly("a", "b");
    assertThat(outcome("skip_deferred").skippedSteps()).hasSize(1);
  }

  /** The savepoint heals it as it heals any other; nothing of the operation has to be repeated. */
  @Test
  void anOptionalStepThatFindsItsLockTakenIsSkipped() {
    run(
        "skip_locked",
        writing("a"),
        optional(
            "lock",
            "Find a lock taken",
            () ->
                database.update(
                    "DO $$ BEGIN RAISE EXCEPTION 'taken' USING ERRCODE = '55P03'; END $$")));
    assertThat(ledger.ids()).containsExactly("a");
    assertThat(outcome("skip_locked").skippedSteps()).hasSize(1);
    assertThat(outcome("skip_locked").attempts()).isEqualTo(1);
  }

  @Test
  void whatAnUndoneStepLeftInThePersistenceContextIsNotStored() {
    run(
        "skip_entity",
        writing("a"),
        optional(
            "persist",
            "Persist and fail",
            () -> {
              entityManager.persist(FailingWork.incompleteEntity());
              throw new IllegalArgumentException("on purpose");
            }),
        writing("b"));
    assertThat(ledger.ids()).containsExactly("a", "b");
    assertThat(outcome("skip_entity").skippedSteps()).hasSize(1);
  }

  @Test
  void aWriteBeforeAnOptionalStepFailsUnderItsOwnName() {
    assertThatThrownBy(
            () ->
                run(
                    "fail_before_optional",
                    writing("a"),
                    writing("a"),
                    optional("extra", "Write", () -> write("extra"))))
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasMessageContaining("23505");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void anOptionalStepThatSucceedsIsKept() {
    run("keep_optional", optional("extra", "Write", () -> write("extra")), writing("a"));
    assertThat(ledger.ids()).containsExactly("a", "extra");
  }

  /** Its container has marked the transaction: better a clear failure than a silent rollback. */
  @Test
  void anOptionalStepThatFailsOutOfAnEjbFailsTheOperationAndSaysWhy() {
    assertThatThrownBy(
            () -> run("doomed_ejb", writing("a"), optional("ejb", "Throw", ejb::throwDefect)))
        .isInstanceOf(DoomedTransactionException.class)
        .hasMessageContaining("Optional step ejb");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void anOptionalStepThatFailsThroughJpaFailsTheOperationAndSaysWhy() {
    assertThatThrownBy(
            () ->
                run(
                    "doomed_jpa",
                    writing("a"),
                    optional(
                        "jpa",
                        "Fail through JPA",
                        () ->
                            entityManager
                                .createNativeQuery("INSERT INTO entries VALUES ('x', NULL)")
                                .executeUpdate())))
        .isInstanceOf(DoomedTransactionException.class)
        .hasMessageContaining("Optional step jpa");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void moreSavepointsThanTheBudgetAreWarnedAboutOnce() {
    try (LogCapture log = LogCapture.of(TransactionBatch.class)) {
      run(
          "many_savepoints",
          IntStream.range(0, 40)
              .mapToObj(n -> optional("step" + n, "Write", () -> write("entry" + n)))
              .toArray(TransactionOperation[]::new));
      assertThat(log.messages())
          .filteredOn(message -> message.contains("savepoints"))
          .singleElement()
          .asString()
          .contains("many_savepoints", "32");
    }
    assertThat(ledger.ids()).hasSize(40);
  }
}
