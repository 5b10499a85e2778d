package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.InvalidRequestException;
import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.OperationRuns.Kind;
import io.domainflow.transaction.OperationRuns.Run;
import io.domainflow.transaction.OperationRuns.Way;
import io.domainflow.transaction.OperationRuns.Work;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rows of the failure table that another attempt would not change, and what beans do to their
 * transaction. Each ends at the first attempt, as a failure that says why, and stores nothing.
 */
@ExtendWith(ArquillianExtension.class)
class FinalFailureIT {

  @Inject OperationRuns runs;
  @Inject OtherSessions sessions;
  @Inject PoolCheck pool;
  @Inject Ledger ledger;
  @Inject FailingWork work;
  @Inject Database database;
  @Resource TransactionSynchronizationRegistry registry;
  @Resource UserTransaction userTransaction;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(FinalFailureIT.class).addPackage(Eventually.class.getPackage());
  }

  @FunctionalInterface
  private interface Check {
    void of(Way way, Run run);
  }

  @BeforeEach
  void reset() {
    database.update("DROP TABLE IF EXISTS notes");
    ledger.reset();
    database.update(
        "CREATE TABLE notes (entry text REFERENCES entries DEFERRABLE INITIALLY DEFERRED)");
  }

  @AfterEach
  void nothingIsLeftBehind() throws SQLException {
    database.update("DROP TABLE notes");
    pool.assertWhole();
  }

  /** One attempt, nothing stored, and the listeners know why. */
  private void failsAtOnce(
      Kind kind, FailureKind failure, String sqlState, Work failing, Check check) throws Exception {
    for (Way way : Way.values()) {
      Run run = runs.run(way, kind, failing);
      check.of(way, run);
      assertThat(run.attempts()).as("attempts by %s", way).isEqualTo(1);
      assertThat(ledger.ids()).as("stored by %s", way).isEmpty();
      assertThat(run.outcome().outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(run.outcome().attempts()).isEqualTo(1);
      assertThat(run.outcome().failure()).isEqualTo(failure);
      assertThat(run.outcome().sqlState()).isEqualTo(sqlState);
      assertThat(run.outcome().isolation()).isEqualTo(kind.options().isolation());
      assertThat(run.outcome().readOnly()).isEqualTo(kind.options().readOnly());
    }
  }

  private void isRefused(String sqlState, Work refused) throws Exception {
    failsAtOnce(
        Kind.ORDINARY,
        FailureKind.STATEMENT_REFUSED,
        sqlState,
        refused,
        (way, run) ->
            assertThat(run.thrown())
                .as("thrown by %s", way)
                .isInstanceOf(TransactionFailure.Refused.class)
                .hasMessageContaining("ordinary_work")
                .hasMessageContaining("SQLSTATE " + sqlState)
                .hasMessageContaining("1 attempt)"));
  }

  private void isRolledBack(Work marking) throws Exception {
    failsAtOnce(
        Kind.ORDINARY,
        FailureKind.MARKED_FOR_ROLLBACK,
        "",
        marking,
        (way, run) ->
            assertThat(run.thrown())
                .as("thrown by %s", way)
                .isInstanceOf(TransactionFailure.RolledBack.class)
                .hasMessageContaining("ordinary_work"));
  }

  private void write(String id) {
    database.update("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private void sleep(double seconds) {
    database.query("SELECT CAST(pg_sleep(?) AS text)", row -> true, seconds);
  }

  @Test
  void aDeferredConstraintViolatedAtCommitIsKnownByItsSqlState() throws Exception {
    isRefused(
        "23503",
        attempt -> {
          write("lost");
          database.update("INSERT INTO notes (entry) VALUES ('nowhere')");
        });
  }

  /** A message is never read: the key is the name of a campaign. */
  @Test
  void aUniqueViolationThatSpeaksOfADeadlockIsNotRetried() throws Exception {
    isRefused(
        "23505",
        attempt -> {
          write("deadlock timeout 40P01 could not serialize access");
          write("deadlock timeout 40P01 could not serialize access");
        });
  }

  @Test
  void aSyntaxErrorIsNotRetried() throws Exception {
    isRefused(
        "42601",
        attempt -> {
          write("lost");
          database.update("INSERT INTO");
        });
  }

  @Test
  void aFailureSwallowedBehindDatabaseIsReported() throws Exception {
    isRefused(
        "23505",
        attempt -> {
          write("lost");
          swallow(() -> write("lost"));
        });
  }

  @Test
  void aFailureSwallowedBehindJdbcIsReported() throws Exception {
    isRefused(
        "25P02",
        attempt -> {
          work.writeOverJdbc("lost");
          try {
            work.writeOverJdbc("lost");
          } catch (SQLException swallowed) {
            assertThat(swallowed.getSQLState()).isEqualTo("23505");
          }
        });
  }

  @Test
  void aFailureSwallowedBehindJpaIsReported() throws Exception {
    isRolledBack(
        attempt -> {
          work.writeOverJpa("lost");
          swallow(() -> work.writeOverJpa("lost"));
        });
  }

  private static void swallow(Runnable failing) {
    try {
      failing.run();
      throw new AssertionError("it did not fail");
    } catch (RuntimeException swallowed) {
      // As careless code does.
    }
  }

  @Test
  void aSqlExceptionThrownBareIsKnownByItsSqlState() throws Exception {
    isRefused(
        "23505",
        attempt -> {
          work.writeOverJdbc("lost");
          work.writeOverJdbc("lost");
        });
  }

  @Test
  void aFailureOfJpaIsKnownByItsSqlState() throws Exception {
    isRefused(
        "23505",
        attempt -> {
          work.writeOverJpa("lost");
          work.writeOverJpa("lost");
        });
  }

  @Test
  void aTransactionMarkedThroughTheRegistryIsNotASuccess() throws Exception {
    isRolledBack(
        attempt -> {
          write("lost");
          registry.setRollbackOnly();
        });
  }

  @Test
  void aTransactionMarkedByAnEjbIsNotASuccess() throws Exception {
    isRolledBack(
        attempt -> {
          write("lost");
          work.markForRollback();
        });
  }

  /** It only marks the transaction when the time is over; the work goes on to its end. */
  @Test
  void theContainersTimeoutIsNotASuccess() throws Exception {
    userTransaction.setTransactionTimeout(1);
    try {
      for (Way way : new Way[] {Way.CALL, Way.ANNOTATED_BEAN}) {
        Run run =
            runs.run(
                way,
                Kind.ORDINARY,
                attempt -> {
                  write("lost");
                  sleep(1.5);
                });
        assertThat(run.thrown()).as("by %s", way).isInstanceOf(TransactionFailure.RolledBack.class);
        assertThat(run.attempts()).isEqualTo(1);
        assertThat(run.outcome().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ledger.ids()).isEmpty();
      }
    } finally {
      userTransaction.setTransactionTimeout(0);
    }
  }

  @Test
  void aStatementPastTheDeadlineIsEndedByPostgresql() throws Exception {
    try (OtherSession other = sessions.open()) {
      failsAtOnce(
          Kind.BRIEF,
          FailureKind.DEADLINE,
          "57014",
          attempt -> {
            write("lost");
            sleep(30);
          },
          (way, run) -> {
            assertThat(run.thrown())
                .as("thrown by %s", way)
                .isInstanceOf(TransactionFailure.TimedOut.class)
                .hasMessageContaining("57014");
            assertThat(run.outcome().duration()).isLessThan(Duration.ofSeconds(5));
            assertThat(other.number(SLEEPERS)).isZero();
          });
    }
  }

  private static final String SLEEPERS =
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event = 'PgSleep'
      """;

  @Test
  void aWriteInAReadOnlyOperationIsRefused() throws Exception {
    failsAtOnce(
        Kind.READING,
        FailureKind.STATEMENT_REFUSED,
        "25006",
        attempt -> write("lost"),
        (way, run) ->
            assertThat(run.thrown())
                .as("thrown by %s", way)
                .isInstanceOf(TransactionFailure.Refused.class)
                .hasMessageContaining("reading_work"));
  }

  @Test
  void anExceptionOfTheDomainPassesAsItIs() throws Exception {
    InvalidRequestException refusal = new InvalidRequestException("name", "must not be empty");
    failsAtOnce(
        Kind.ORDINARY,
        FailureKind.REFUSED_BY_DOMAIN,
        "",
        attempt -> {
          write("lost");
          throw refusal;
        },
        (way, run) -> assertThat(run.thrown()).as("thrown by %s", way).isSameAs(refusal));
  }

  @Test
  void anUncheckedExceptionPassesAsTheContainerLetsItPass() throws Exception {
    IllegalStateException thrown = new IllegalStateException("on purpose");
    failsAtOnce(
        Kind.ORDINARY,
        FailureKind.UNEXPECTED,
        "",
        attempt -> {
          write("lost");
          throw thrown;
        },
        (way, run) -> isThrown(way, run, thrown));
  }

  @Test
  void anErrorPassesAsTheContainerLetsItPass() throws Exception {
    Error thrown = new StackOverflowError("on purpose");
    failsAtOnce(
        Kind.ORDINARY,
        FailureKind.UNEXPECTED,
        "",
        attempt -> {
          write("lost");
          throw thrown;
        },
        (way, run) -> isThrown(way, run, thrown));
  }

  /** Out of an EJB, what is no application exception is wrapped once. */
  private static void isThrown(Way way, Run run, Throwable thrown) {
    if (way == Way.ANNOTATED_BEAN) {
      assertThat(run.thrown()).isInstanceOf(EJBException.class);
      assertThat(run.thrown()).rootCause().isSameAs(thrown);
    } else {
      assertThat(run.thrown()).isSameAs(thrown);
    }
  }

  @Test
  void aCheckedExceptionIsTheCauseOfAFailure() throws Exception {
    SQLException thrown = new SQLException("checked, without a SQLSTATE");
    failsAtOnce(
        Kind.ORDINARY,
        FailureKind.UNEXPECTED,
        "",
        attempt -> {
          write("lost");
          throw thrown;
        },
        (way, run) ->
            assertThat(run.thrown())
                .as("thrown by %s", way)
                .isInstanceOf(TransactionFailure.Failed.class)
                .hasCause(thrown));
  }
}
