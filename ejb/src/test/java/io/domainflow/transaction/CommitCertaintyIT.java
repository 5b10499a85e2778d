package io.domainflow.transaction;

import static io.domainflow.transaction.TransactionOperation.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.proxy.Exchange;
import io.domainflow.testing.proxy.FaultPlan;
import io.domainflow.testing.proxy.FaultPlan.Kind;
import io.domainflow.testing.proxy.ProxyControl;
import io.domainflow.transaction.attempt.TransactionBatch;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A COMMIT whose answer does not come: applied once, and told truthfully. */
@ExtendWith(ArquillianExtension.class)
class CommitCertaintyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final List<Kind> EVERY_CUT =
      List.of(Kind.CUT_BEFORE, Kind.CUT_AFTER, Kind.HOLD, Kind.TERMINATE);

  private final ProxyControl proxy = ProxyControl.ofThisServer();

  @Inject Transactions transactions;
  @Inject MonitoredLedger monitored;
  @Inject Ledger ledger;
  @Inject Database database;
  @Inject OutcomeRecorder recorder;
  @Inject TransactionBatch batch;
  @Inject RemoteEffects remote;
  @Resource ManagedThreadFactory threads;

  /** Quiet: COMMITs are counted. */
  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(CommitCertaintyIT.class)
        .addPackage(Eventually.class.getPackage())
        .addPackage(ProxyControl.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  @AfterEach
  void disarm() {
    proxy.disarm();
    proxy.drop();
    proxy.comeUp();
  }

  /** Adds 1 to the only entry in each committed attempt, so that a second application shows. */
  private int add(TransactionOptions options) {
    AtomicInteger attempts = new AtomicInteger();
    transactions.execute(
        options,
        () -> {
          attempts.incrementAndGet();
          addOne();
          return "";
        });
    return attempts.get();
  }

  private void addOne() {
    database.write(
        """
        INSERT INTO entries (id, amount) VALUES ('sum', 1)
        ON CONFLICT (id) DO UPDATE SET amount = entries.amount + 1
        """);
  }

  private long sum() {
    return database
        .first("SELECT COALESCE(SUM(amount), 0) AS n FROM entries", row -> row.number("n"))
        .orElseThrow();
  }

  private static TransactionOptions options(String operation) {
    return TransactionOptions.of(operation).withRetries(3, Duration.ofMillis(1));
  }

  private void atCommit(Kind kind, String operation) {
    proxy.arm(FaultPlan.of(kind, operation, FaultPlan.COMMIT, 1));
  }

  @Test
  void aCommitThatWasNotDeliveredIsRetriedAndAppliedOnce() {
    atCommit(Kind.CUT_BEFORE, "cut_before");
    assertThat(add(options("cut_before"))).isEqualTo(2);
    assertThat(proxy.hasStruck()).isTrue();
    assertThat(sum()).isEqualTo(1);
  }

  @Test
  void aCommitWhoseAnswerWasLostIsSuccessWithoutASecondAttempt() {
    atCommit(Kind.CUT_AFTER, "cut_after");
    assertThat(add(options("cut_after"))).isEqualTo(1);
    assertThat(proxy.hasStruck()).isTrue();
    assertThat(sum()).isEqualTo(1);
    assertThat(recorder.of("cut_after"))
        .singleElement()
        .satisfies(
            outcome -> assertThat(outcome.outcome()).isEqualTo(OperationOutcome.Outcome.COMMITTED));
  }

  /** The server still holds the transaction open; nobody will ever finish it but us. */
  @Test
  void aCommitThatIsStuckOnItsWayIsEndedAndRetried() {
    atCommit(Kind.HOLD, "stuck");
    assertThat(add(options("stuck"))).isEqualTo(2);
    assertThat(proxy.hasStruck()).isTrue();
    proxy.release(); // It arrives after all, at a session that is gone.
    assertThat(sum()).isEqualTo(1);
  }

  @Test
  void aCommitThatArrivesLateIsFoundOrEndedButNeverAppliedTwice() throws Exception {
    for (int round = 1; round <= 20; round++) {
      atCommit(Kind.HOLD, "late");
      ExecutorService pool = Executors.newSingleThreadExecutor(threads);
      try {
        Future<Integer> adding = pool.submit(() -> add(options("late")));
        Eventually.within(PATIENCE).holds("it is held", proxy::hasStruck);
        proxy.release();
        assertThat(adding.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isBetween(1, 2);
      } finally {
        pool.shutdownNow();
      }
      assertThat(sum()).isEqualTo(round);
    }
  }

  /** Nothing comes back, and the connection stays open: time alone tells. */
  @Test
  void aServerThatFallsSilentAtCommitIsGivenUp() {
    atCommit(Kind.HOLD_SILENTLY, "silent");
    TransactionOptions options = options("silent").withTimeout(Duration.ofSeconds(1));
    assertThatThrownBy(() -> add(options)).isInstanceOf(TransactionFailure.TimedOut.class);
    assertThat(proxy.hasStruck()).isTrue();
    assertThat(sum()).isZero();
  }

  /** PostgreSQL has committed, and then nobody can ask it for longer than the kit waits. */
  @Test
  void aCommitThatCannotBeAskedForIsInDoubtAndNamesItsTransaction() {
    atCommit(Kind.OUTAGE, "doubtful");
    TransactionOptions options = options("doubtful").withTimeout(Duration.ofSeconds(1));
    Throwable thrown = catchThrowable(() -> add(options));
    proxy.comeUp();
    assertThat(thrown)
        .isInstanceOfSatisfying(
            TransactionFailure.InDoubt.class,
            failure -> {
              assertThat(failure.retryable()).isFalse();
              assertThat(failure.operation().attempts()).isEqualTo(1);
              assertThat(status(failure.operation().transactionId())).isEqualTo("committed");
              assertThat(failure).hasMessageContaining(failure.operation().transactionId());
            });
    assertThat(sum()).isEqualTo(1);
    assertThat(recorder.of("doubtful"))
        .singleElement()
        .satisfies(
            outcome -> assertThat(outcome.outcome()).isEqualTo(OperationOutcome.Outcome.IN_DOUBT));
  }

  /**
   * The server loses the transaction in a crash and gives its id to another one, which commits: to
   * believe what it says of the id would be to report success for nothing.
   */
  @Test
  void anIdThatWasGivenAgainAfterACrashIsNotTakenForACommit() {
    boolean isGivenAgain = false;
    for (int round = 1; !isGivenAgain; round++) {
      assertThat(round).as("rounds in which the crash lost nothing").isLessThan(10);
      ledger.reset();
      atCommit(Kind.CRASH_BEFORE, "crashed");
      List<String> ids = new ArrayList<>();
      transactions.execute(
          options("crashed"),
          () -> {
            addOne();
            ids.add(ownId());
            return "";
          });
      assertThat(proxy.hasStruck()).isTrue();
      assertThat(sum()).isEqualTo(1);
      assertThat(ids).hasSize(2);
      isGivenAgain = status(ids.get(0)).equals("committed");
    }
  }

  @Test
  void aCommitThatACrashDidNotLoseIsSuccessWithoutASecondAttempt() {
    atCommit(Kind.CRASH_AFTER, "crashed_after");
    assertThat(add(options("crashed_after"))).isEqualTo(1);
    assertThat(proxy.hasStruck()).isTrue();
    assertThat(sum()).isEqualTo(1);
  }

  /** The next checkpoint overwrites what the server noted when it had recovered. */
  @Test
  void aCrashOfWhichNothingIsKnownAnyMoreLeavesTheCommitInDoubt() {
    proxy.arm(new FaultPlan(Kind.CRASH_AFTER, "forgotten", FaultPlan.COMMIT, 1, "CHECKPOINT"));
    assertThatThrownBy(() -> add(options("forgotten")))
        .isInstanceOf(TransactionFailure.InDoubt.class);
    assertThat(proxy.hasStruck()).isTrue();
    assertThat(sum()).isEqualTo(1);
  }

  /** It looks like a crash; to take it for one and try again would apply the operation twice. */
  @Test
  void aCommitIsNeverCalledLostBecauseSomebodyResetTheStatistics() throws Exception {
    add(options("before_reset"));
    database.query("SELECT pg_stat_reset_shared('bgwriter')", row -> true);
    atCommit(Kind.OUTAGE, "after_reset");
    ExecutorService pool = Executors.newSingleThreadExecutor(threads);
    try {
      Future<Integer> adding = pool.submit(() -> add(options("after_reset")));
      Eventually.within(PATIENCE).holds("it has struck", proxy::hasStruck);
      Eventually.within(PATIENCE).holds("it is down", () -> !proxy.isUp());
      proxy.comeUp(); // All connections are new now, and as old as the statistics.
      assertThat(adding)
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .withCauseInstanceOf(TransactionFailure.InDoubt.class);
    } finally {
      pool.shutdownNow();
    }
    assertThat(sum()).isEqualTo(2);
  }

  private String ownId() {
    return database
        .first("SELECT CAST(pg_current_xact_id() AS text) AS id", row -> row.text("id"))
        .orElseThrow();
  }

  /** The first attempt is certainly lost, whatever became of the second. */
  @Test
  void whatALostAttemptOwesIsSettledThoughTheNextIsInDoubt() {
    remote.clear();
    atCommit(Kind.OUTAGE, "owing");
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options("owing").withTimeout(Duration.ofSeconds(2)),
                    () -> {
                      String effect = "attempt" + attempts.incrementAndGet();
                      batch.run(
                          required("remote", "Add " + effect, () -> remote.add(effect))
                              .compensatedBy(RemoteEffects.removing(effect)),
                          required("add", "Add one", this::addOne),
                          required("conflict", "In the first attempt", () -> conflict(attempts)));
                      return "";
                    }))
        .isInstanceOf(TransactionFailure.InDoubt.class);
    proxy.comeUp();
    Eventually.within(PATIENCE)
        .holds("it is settled", () -> remote.removed().contains("attempt1") && debts() == 0);
    assertThat(remote.present()).containsExactly("attempt2");
    assertThat(sum()).isEqualTo(1);
  }

  private void conflict(AtomicInteger attempts) {
    if (attempts.get() == 1) {
      database.update("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
    }
  }

  private long debts() {
    return database
        .first("SELECT count(*) AS n FROM compensation_debts", row -> row.number("n"))
        .orElseThrow();
  }

  private String status(String transactionId) {
    return database
        .first(
            "SELECT pg_xact_status(CAST(? AS xid8)) AS status",
            row -> row.text("status"),
            transactionId)
        .orElseThrow();
  }

  @Test
  void annotatedOperationsHaveTheSameCertainty() {
    for (Kind kind : EVERY_CUT) {
      ledger.reset();
      atCommit(kind, "annotated_add");
      monitored.add();
      assertThat(proxy.hasStruck()).as("%s", kind).isTrue();
      assertThat(sum()).as("%s", kind).isEqualTo(1);
    }
  }

  @Test
  void operationsOnManagedThreadsHaveTheSameCertainty() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor(threads);
    try {
      for (Kind kind : EVERY_CUT) {
        ledger.reset();
        atCommit(kind, "threaded_add");
        pool.submit(() -> add(options("threaded_add"))).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(proxy.hasStruck()).as("%s", kind).isTrue();
        assertThat(sum()).as("%s", kind).isEqualTo(1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Its statements, its preamble and its COMMIT: two round trips, none of them the kit's own. */
  @Test
  void theKitCostsNoRoundTripWhenItsOwnDatabaseIsUsed() {
    add(options("count_trips"));
    proxy.record();
    add(options("count_trips"));
    assertThat(
            proxy.recorded().stream()
                .filter(
                    trip ->
                        trip.statements().stream()
                            .anyMatch(sql -> sql.contains("entries") || sql.equals("COMMIT"))))
        .hasSize(2);
  }

  /** PostgreSQL carries COMMIT out only if nothing before it has failed. */
  @Test
  void theLastWritesGoWithCommitAndOneThatFailsTakesItAlong() {
    proxy.record();
    assertThatThrownBy(() -> writeAfterReading("failing", "twice", "twice"))
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasMessageContaining("23505");
    assertThat(sum()).isZero();
    assertThat(recorder.of("failing").get(0).outcome())
        .isEqualTo(OperationOutcome.Outcome.ROLLED_BACK);
    writeAfterReading("passing", "one", "other");
    assertThat(sum()).isEqualTo(2);
    transactions.execute(
        options("commented"),
        () -> {
          sum();
          database.write("INSERT INTO entries (id, amount) VALUES ('third', 1) -- not the end");
          return "";
        });
    assertThat(sum()).isEqualTo(3);
    assertThat(
            proxy.recorded().stream()
                .map(Exchange::statements)
                .filter(trip -> trip.contains("COMMIT")))
        .hasSize(3)
        .allMatch(trip -> trip.size() >= 2);
  }

  private void writeAfterReading(String operation, String... ids) {
    transactions.execute(
        options(operation),
        () -> {
          sum();
          for (String id : ids) {
            database.write("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
          }
          return "";
        });
  }
}
