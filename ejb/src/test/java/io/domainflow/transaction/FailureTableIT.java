package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.OperationRuns.Kind;
import io.domainflow.transaction.OperationRuns.Run;
import io.domainflow.transaction.OperationRuns.Way;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
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

/**
 * The rows of the failure table that pass: conflicts with others and lost connections. Each is
 * provoked at PostgreSQL, in each way to begin an operation, and the work is applied once.
 */
@ExtendWith(ArquillianExtension.class)
class FailureTableIT {

  private static final long PATIENCE_SECONDS = 30;

  private static final String SUM = "SELECT sum(amount) AS n FROM entries";

  private static final String[] SLEEP_AT_COMMIT = {
    """
    CREATE OR REPLACE FUNCTION sleep_amount() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(NEW.amount); RETURN NULL; END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER sleep_at_commit AFTER INSERT ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleep_amount()
    """
  };

  @Inject OperationRuns runs;
  @Inject OtherSessions sessions;
  @Inject PoolCheck pool;
  @Inject Ledger ledger;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(FailureTableIT.class).addPackage(Eventually.class.getPackage());
  }

  /** A row of the table, once for each way to begin an operation. */
  @FunctionalInterface
  private interface Row {
    Run provoke(Way way, OtherSession other) throws Exception;
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  @AfterEach
  void nothingIsLeftBehind() throws SQLException {
    pool.assertWhole();
  }

  /** The work is applied once, at its second attempt, and its caller learns nothing else. */
  private void isAppliedAtTheSecondAttempt(Row row, String... ids) throws Exception {
    for (Way way : Way.values()) {
      ledger.reset();
      try (OtherSession other = sessions.open()) {
        Run run = row.provoke(way, other);
        assertThat(run.thrown()).as("thrown by %s", way).isNull();
        assertThat(run.attempts()).as("attempts by %s", way).isEqualTo(2);
        assertThat(ledger.ids()).as("stored by %s", way).containsExactly(ids);
        assertThat(run.outcome().outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(run.outcome().attempts()).isEqualTo(2);
        assertThat(run.outcome().wasted()).isPositive();
        assertThat(run.outcome().failure()).isNull();
      }
    }
  }

  private void write(String id) {
    database.update("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private void sleep(double seconds) {
    database.query("SELECT CAST(pg_sleep(?) AS text)", row -> true, seconds);
  }

  private long number(String sql) {
    return database.first(sql, row -> row.number("n")).orElseThrow();
  }

  @Test
  void writeSkewThatShowsAtAStatementIsRetried() throws Exception {
    AtomicInteger passed = new AtomicInteger();
    isAppliedAtTheSecondAttempt(
        (way, other) ->
            runs.run(
                way,
                Kind.SERIALIZABLE,
                attempt -> {
                  number(SUM);
                  if (attempt == 1) {
                    other.commitWriteSkew();
                  }
                  write("attempt" + attempt);
                  passed.incrementAndGet();
                }),
        "attempt2",
        "other");
    assertThat(passed).as("first attempts end at their INSERT").hasValue(Way.values().length);
  }

  @Test
  void writeSkewThatShowsAtCommitIsRetried() throws Exception {
    AtomicInteger passed = new AtomicInteger();
    isAppliedAtTheSecondAttempt(
        (way, other) ->
            runs.run(
                way,
                Kind.SERIALIZABLE,
                attempt -> {
                  number(SUM);
                  write("attempt" + attempt);
                  if (attempt == 1) {
                    other.commitWriteSkew();
                  }
                  passed.incrementAndGet();
                }),
        "attempt2",
        "other");
    assertThat(passed).as("each attempt gets to its COMMIT").hasValue(2 * Way.values().length);
  }

  @Test
  void aLostUpdateUnderRepeatableReadIsRetried() {
    try (OtherSession other = sessions.open()) {
      other.execute("INSERT INTO entries (id, amount) VALUES ('account', 100)");
      Run run =
          runs.run(
              Kind.SERIALIZABLE.options().withIsolation(IsolationLevel.REPEATABLE_READ),
              attempt -> {
                long before = number(SUM);
                if (attempt == 1) {
                  other.execute("UPDATE entries SET amount = amount + 10");
                }
                database.update("UPDATE entries SET amount = ?", before + 1);
              });
      assertThat(run.thrown()).isNull();
      assertThat(run.attempts()).isEqualTo(2);
      assertThat(number(SUM)).isEqualTo(111);
      assertThat(run.outcome().isolation()).isEqualTo(IsolationLevel.REPEATABLE_READ);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Each adds to both rows, in opposite order; whoever is chosen as victim does it again. */
  @Test
  void bothSidesOfADeadlockAreAppliedAndOneIsRetried() throws Exception {
    for (Way way : Way.values()) {
      ledger.reset();
      write("a");
      write("b");
      CyclicBarrier bothHoldOne = new CyclicBarrier(2);
      Future<Run> oneWay =
          runs.start(Kind.ORDINARY.options(), attempt -> increase(attempt, bothHoldOne, "a", "b"));
      Run other = runs.run(way, Kind.ORDINARY, attempt -> increase(attempt, bothHoldOne, "b", "a"));
      Run one = oneWay.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(one.thrown()).isNull();
      assertThat(other.thrown()).isNull();
      assertThat(one.attempts() + other.attempts()).isEqualTo(3);
      assertThat(number("SELECT min(amount) AS n FROM entries")).isEqualTo(3);
      assertThat(number("SELECT max(amount) AS n FROM entries")).isEqualTo(3);
    }
  }

  private void increase(int attempt, CyclicBarrier barrier, String first, String second)
      throws Exception {
    database.update("UPDATE entries SET amount = amount + 1 WHERE id = ?", first);
    if (attempt == 1) {
      barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    database.update("UPDATE entries SET amount = amount + 1 WHERE id = ?", second);
  }

  @Test
  void aLockThatIsNotGrantedInTimeIsWaitedForAgain() throws Exception {
    isAppliedAtTheSecondAttempt(
        (way, other) -> {
          write("held");
          other.execute("BEGIN", "SELECT * FROM entries FOR UPDATE");
          return runs.run(
              way,
              Kind.BRIEF,
              attempt -> {
                if (attempt == 2) {
                  other.execute("COMMIT");
                }
                database.update("UPDATE entries SET amount = 2");
                write("granted");
              });
        },
        "granted",
        "held");
  }

  /** Nobody waits longer than the deadline, and the first waits leave time for later attempts. */
  @Test
  void aLockThatIsNeverGrantedEndsAtTheDeadline() throws Exception {
    for (Way way : Way.values()) {
      ledger.reset();
      write("held");
      try (OtherSession other = sessions.open()) {
        other.execute("BEGIN", "SELECT * FROM entries FOR UPDATE");
        Run run =
            runs.run(
                way,
                Kind.BRIEF,
                attempt -> {
                  write("lost" + attempt);
                  database.update("UPDATE entries SET amount = 2");
                });
        assertThat(run.thrown()).isInstanceOf(TransactionFailure.TimedOut.class);
        assertThat(run.attempts()).isGreaterThan(1);
        assertThat(run.outcome().attempts()).isEqualTo(run.attempts());
        assertThat(run.outcome().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(run.outcome().duration())
            .isBetween(Duration.ofMillis(900), Duration.ofSeconds(3));
      }
      assertThat(ledger.ids()).containsExactly("held");
    }
  }

  @Test
  void aBackendTerminatedInMidStatementIsReplacedAndTheWorkAppliedOnce() throws Exception {
    isAppliedAtTheSecondAttempt(
        (way, other) -> {
          Future<Run> killer =
              runs.start(TransactionOptions.of("kill_work"), attempt -> terminateSleeper(other));
          Run run =
              runs.run(
                  way,
                  Kind.ORDINARY,
                  attempt -> {
                    write("once");
                    if (attempt == 1) {
                      sleep(PATIENCE_SECONDS);
                    }
                  });
          assertThat(killer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).thrown()).isNull();
          return run;
        },
        "once");
  }

  private static void terminateSleeper(OtherSession other) {
    String sleeper =
        """
        SELECT coalesce(min(pid), 0) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND application_name = 'ordinary_work' AND wait_event = 'PgSleep'
        """;
    Eventually.until("the statement runs", () -> other.number(sleeper) > 0);
    other.terminate(other.number(sleeper));
  }

  @Test
  void aBackendTerminatedBetweenStatementsIsReplacedAndTheWorkAppliedOnce() throws Exception {
    isAppliedAtTheSecondAttempt(
        (way, other) ->
            runs.run(
                way,
                Kind.ORDINARY,
                attempt -> {
                  write("once");
                  if (attempt == 1) {
                    other.terminate(number("SELECT pg_backend_pid() AS n"));
                  }
                  write("twice");
                }),
        "once",
        "twice");
  }

  /** Nobody has answered to COMMIT: PostgreSQL is asked, knows of no commit, and it is retried. */
  @Test
  void aBackendThatIsGoneAtCommitIsReplacedAndTheWorkAppliedOnce() throws Exception {
    isAppliedAtTheSecondAttempt(
        (way, other) ->
            runs.run(
                way,
                Kind.ORDINARY,
                attempt -> {
                  write("once");
                  if (attempt == 1) {
                    other.terminate(number("SELECT pg_backend_pid() AS n"));
                  }
                }),
        "once");
  }

  /** PostgreSQL has begun to commit, at a deferred trigger, and is ended there. */
  @Test
  void aBackendTerminatedWithinCommitIsReplacedAndTheWorkAppliedOnce() throws Exception {
    isAppliedAtTheSecondAttempt(
        (way, other) -> {
          other.execute(SLEEP_AT_COMMIT);
          Future<Run> killer =
              runs.start(TransactionOptions.of("kill_work"), attempt -> terminateSleeper(other));
          Run run =
              runs.run(
                  way,
                  Kind.ORDINARY,
                  attempt ->
                      database.update(
                          "INSERT INTO entries (id, amount) VALUES ('once', ?)",
                          attempt == 1 ? PATIENCE_SECONDS : 0));
          assertThat(killer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).thrown()).isNull();
          return run;
        },
        "once");
  }
}
