package io.domainflow.transaction;

import static io.domainflow.transaction.TransactionOperation.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.domainflow.database.Database;
import io.domainflow.database.ServerSession;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.attempt.TransactionBatch;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.MisplacedOperationException;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The steps of an operation, and what is owed for their effects outside PostgreSQL. */
@ExtendWith(ArquillianExtension.class)
class TransactionBatchIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Transactions transactions;
  @Inject TransactionBatch batch;
  @Inject Ledger ledger;
  @Inject Database database;
  @Inject RemoteEffects remote;
  @Inject OutcomeRecorder recorder;
  @Inject StepEjb ejb;
  @PersistenceContext EntityManager entityManager;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(TransactionBatchIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
    remote.clear();
    database.update("DELETE FROM compensation_debts");
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

  private TransactionOperation failing() {
    return required("fail", "Fail", this::fail);
  }

  private void write(String id) {
    database.write("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private void fail() {
    database.update("INSERT INTO entries (id, amount) VALUES ('bad', NULL)");
  }

  private TransactionOperation remotely(String name) {
    return required("remote_" + name, "Add " + name, () -> remote.add(name))
        .compensatedBy(RemoteEffects.removing(name));
  }

  private OperationOutcome outcome(String operation) {
    List<OperationOutcome> outcomes = recorder.of(operation);
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }

  private long debts() {
    return database
        .first("SELECT count(*) AS n FROM compensation_debts", row -> row.number("n"))
        .orElseThrow();
  }

  @Test
  void stepsSeeOneAnothersWrites() {
    AtomicInteger seen = new AtomicInteger();
    run(
        "see_writes",
        writing("a"),
        required("look", "Count", () -> seen.set(entries())),
        writing("b"));
    assertThat(seen).hasValue(1);
    assertThat(ledger.ids()).containsExactly("a", "b");
  }

  private int entries() {
    return database
        .first("SELECT count(*) AS n FROM entries", row -> (int) row.number("n"))
        .orElseThrow();
  }

  @Test
  void jpaAndJdbcStepsSeeOneAnothersWrites() {
    AtomicInteger seen = new AtomicInteger();
    run(
        "see_jpa_writes",
        writing("jdbc"),
        required(
            "write_jpa",
            "Write through JPA",
            () ->
                seen.set(
                    entityManager
                        .createNativeQuery("INSERT INTO entries SELECT id || '2', 1 FROM entries")
                        .executeUpdate())));
    assertThat(seen).hasValue(1);
    assertThat(ledger.ids()).containsExactly("jdbc", "jdbc2");
  }

  @Test
  void aRequiredStepThatFailsUndoesAllAndIsNamed() {
    Throwable thrown = catchThrowable(() -> run("fail_required", writing("a"), failing()));
    assertThat(thrown)
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasMessageContaining("fail_required")
        .hasMessageContaining("23502");
    assertThat(((TransactionFailure) thrown).operation().step()).contains("fail");
    assertThat(outcome("fail_required").step()).contains("fail");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void stepsInAnotherTransactionThanTheirOperationsAreRefused() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    TransactionOptions.of("other_transaction"),
                    () -> {
                      ejb.runElsewhere(() -> batch.run(writing("elsewhere")));
                      return "";
                    }))
        .hasStackTraceContaining("MisplacedOperationException");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void stepsOutsideOfAnOperationAreRefused() {
    assertThatThrownBy(() -> batch.run(writing("a")))
        .isInstanceOf(MisplacedOperationException.class);
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void compensationsRunInReverseOrderAfterTheRollback() {
    assertThatThrownBy(
            () ->
                run(
                    "compensate",
                    remotely("one"),
                    remotely("two"),
                    remotely("three"),
                    failing(),
                    remotely("never")))
        .isInstanceOf(TransactionFailure.Refused.class);
    assertThat(remote.removed()).containsExactly("three", "two", "one");
    assertThat(remote.present()).isEmpty();
    assertThat(debts()).isZero();
  }

  @Test
  void nothingIsCompensatedWhenTheOperationCommits() {
    run("keep_remote", remotely("one"), writing("a"));
    assertThat(remote.present()).containsExactly("one");
    assertThat(remote.removed()).isEmpty();
  }

  /** A lost attempt had an effect under another name than the one that was committed. */
  @Test
  void effectsOfLostAttemptsAreCompensatedWhenALaterOneCommits() {
    AtomicInteger attempts = new AtomicInteger();
    transactions.execute(
        TransactionOptions.of("retry_remote").withRetries(2, Duration.ofMillis(1)),
        () -> {
          int attempt = attempts.incrementAndGet();
          batch.run(remotely("shared"), remotely("attempt" + attempt), writing("a"));
          if (attempt == 1) {
            database.update("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
          }
          return "";
        });
    assertThat(remote.removed()).containsExactly("attempt1");
    assertThat(remote.present()).contains("shared", "attempt2").doesNotContain("attempt1");
    assertThat(outcome("retry_remote").attempts()).isEqualTo(2);
  }

  @Test
  void aFailingCompensationIsReportedAndPaidLater() {
    remote.goAway(true);
    Throwable thrown = catchThrowable(() -> run("debt", remotely("one"), failing()));
    assertThat(thrown).isInstanceOf(TransactionFailure.Refused.class);
    assertThat(thrown.getSuppressed())
        .anySatisfy(
            suppressed ->
                assertThat(suppressed).hasStackTraceContaining("the remote side is away"));
    assertThat(debts()).isEqualTo(1);

    Eventually.within(PATIENCE)
        .holds(
            "it was tried in vain",
            () ->
                database
                        .first(
                            "SELECT attempts FROM compensation_debts",
                            row -> row.number("attempts"))
                        .orElseThrow()
                    > 0);
    assertThat(remote.present()).containsExactly("one");
    remote.goAway(false);
    database.update("UPDATE compensation_debts SET not_before = clock_timestamp()");
    Eventually.within(PATIENCE).holds("the debt is paid", () -> debts() == 0);
    assertThat(remote.removed()).containsExactly("one");
  }

  /** What an earlier life of the server has left behind in the table. */
  @Test
  void debtsOfBeforeARestartArePaid() {
    remote.add("old");
    owe("old", null);
    Eventually.within(PATIENCE).holds("the debt is paid", () -> debts() == 0);
    assertThat(remote.removed()).containsExactly("old");
  }

  @Test
  void debtsInDoubtArePaidIfTheirTransactionIsAbortedAndDroppedIfItIsCommitted() {
    remote.add("aborted");
    remote.add("committed");
    owe("aborted", transactionId(true));
    owe("committed", transactionId(false));
    Eventually.within(PATIENCE).holds("the debts are gone", () -> debts() == 0);
    assertThat(remote.present()).containsExactly("committed");
    assertThat(remote.removed()).containsExactly("aborted");
  }

  /** What is committed under its id now may be another transaction. */
  @Test
  void debtsInDoubtOfAnotherServerStayThoughTheirIdIsCommitted() {
    remote.add("elsewhere");
    owe("elsewhere", transactionId(false), "'0000FFFF 1'");
    Eventually.within(PATIENCE)
        .holds(
            "it was asked for",
            () ->
                database
                    .first("SELECT error FROM compensation_debts", row -> row.text("error"))
                    .filter(error -> error.contains("UNKNOWN"))
                    .isPresent());
    assertThat(remote.present()).containsExactly("elsewhere");
  }

  private void owe(String payload, @Nullable String transactionId) {
    owe(payload, transactionId, transactionId == null ? "NULL" : ServerSession.SERVER_LIFE);
  }

  private void owe(String payload, @Nullable String transactionId, String serverLife) {
    database.update(
        """
        INSERT INTO compensation_debts
               (operation, handler, payload, transaction_id, server_life, error, created_at,
                not_before)
        VALUES ('earlier', 'remove_remote_effect', ?, ?, %s, 'killed', clock_timestamp(),
                clock_timestamp())
        """
            .formatted(serverLife),
        payload,
        transactionId);
  }

  /** The id of a transaction that has ended as wanted. */
  private String transactionId(boolean aborted) {
    String[] id = new String[1];
    Throwable thrown =
        catchThrowable(
            () ->
                transactions.execute(
                    TransactionOptions.of("make_transaction"),
                    () -> {
                      id[0] =
                          database
                              .first(
                                  "SELECT CAST(pg_current_xact_id() AS text) AS id",
                                  row -> row.text("id"))
                              .orElseThrow();
                      if (aborted) {
                        throw new IllegalStateException("on purpose");
                      }
                      return "";
                    }));
    assertThat(thrown != null).isEqualTo(aborted);
    return id[0];
  }
}
