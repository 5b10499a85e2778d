package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.OperationRuns.Kind;
import io.domainflow.transaction.OperationRuns.Run;
import io.domainflow.transaction.OperationRuns.Way;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.witness.LogCapture;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What caller, listener, log and the next user of the connection are left with after retries. */
@ExtendWith(ArquillianExtension.class)
class RetryReportIT {

  private static final CampaignId CAMPAIGN =
      new CampaignId(UUID.fromString("0198f6a0-0000-7000-8000-0000000000aa"));

  private static final String LOCK = "SELECT * FROM entries WHERE id = 'held' FOR UPDATE NOWAIT";

  @Inject OperationRuns runs;
  @Inject OtherSessions sessions;
  @Inject FailingWork work;
  @Inject PoolCheck pool;
  @Inject Ledger ledger;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(RetryReportIT.class).addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  @AfterEach
  void nothingIsLeftBehind() throws SQLException {
    pool.assertWhole();
  }

  private void write(String id) {
    database.update("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private void lock(List<Throwable> conflicts) {
    try {
      database.query(LOCK, row -> true);
    } catch (RuntimeException conflict) { // Kept to be compared with what the caller gets.
      conflicts.add(conflict);
      throw conflict;
    }
  }

  @Test
  void whoLosesEveryConflictGetsTheLastWithTheEarlierOnesSuppressedOldestLast() throws Exception {
    for (Way way : Way.values()) {
      ledger.reset();
      write("held");
      List<Throwable> conflicts = new ArrayList<>();
      try (OtherSession other = sessions.open()) {
        other.execute("BEGIN", "SELECT * FROM entries FOR UPDATE");
        Run run =
            runs.run(
                way,
                Kind.ORDINARY,
                attempt -> {
                  write("lost");
                  lock(conflicts);
                });
        assertThat(conflicts).hasSize(4);
        assertThat(run.thrown())
            .as("thrown by %s", way)
            .isInstanceOf(TransactionFailure.Contended.class)
            .hasMessageContaining("ordinary_work")
            .hasMessageContaining("SQLSTATE 55P03")
            .hasMessageContaining("4 attempts")
            .hasCause(conflicts.get(3));
        assertThat(run.thrown())
            .extracting(
                Throwable::getSuppressed, as(InstanceOfAssertFactories.array(Throwable[].class)))
            .containsExactly(conflicts.get(2), conflicts.get(1), conflicts.get(0));
        assertThat(run.attempts()).isEqualTo(4);
      }
      assertThat(ledger.ids()).containsExactly("held");
    }
  }

  @Test
  void theListenerLearnsHowTheRetriesWereExhausted() {
    write("held");
    try (OtherSession other = sessions.open()) {
      other.execute("BEGIN", "SELECT * FROM entries FOR UPDATE");
      Run run =
          runs.run(
              Kind.SERIALIZABLE.options().withCampaign(CAMPAIGN),
              attempt -> {
                write("lost");
                lock(new ArrayList<>());
              });
      OperationOutcome outcome = run.outcome();
      assertThat(outcome.operation()).isEqualTo("serializable_work");
      assertThat(outcome.campaign()).isEqualTo(CAMPAIGN);
      assertThat(outcome.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(outcome.attempts()).isEqualTo(4);
      assertThat(outcome.retries()).isEqualTo(3);
      assertThat(outcome.failure()).isEqualTo(FailureKind.LOCK_NOT_AVAILABLE);
      assertThat(outcome.sqlState()).isEqualTo("55P03");
      assertThat(outcome.isolation()).isEqualTo(IsolationLevel.SERIALIZABLE);
      assertThat(outcome.readOnly()).isFalse();
      assertThat(outcome.message()).contains("lock");
      assertThat(outcome.transactionId()).isNotEmpty();
      assertThat(outcome.duration())
          .isGreaterThanOrEqualTo(outcome.wasted().plus(outcome.waited()));
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    assertThat(ledger.ids()).containsExactly("held");
  }

  /** At COMMIT the server's pool and EJB container would speak before the kit knows of a retry. */
  @Test
  void aConflictThatIsRetriedIsOneLineWithoutStackTrace() throws Exception {
    assertThat(loggersWithStackTrace(true)).isEmpty();
    ledger.reset();
    assertThat(loggersWithStackTrace(false)).isEmpty();
  }

  /** What JPA writes at the end fails before COMMIT, and the kit reports it. */
  @Test
  void aFailureOfJpaAtCompletionIsNotReportedByTheServer() throws Exception {
    try (LogCapture log = LogCapture.of("jakarta.enterprise.ejb.container")) {
      Run run = runs.run(Way.CALL, Kind.ORDINARY, attempt -> work.persistIncompletely());
      assertThat(run.thrown())
          .isInstanceOf(TransactionFailure.Refused.class)
          .hasMessageContaining("SQLSTATE");
      assertThat(log.records()).extracting(LogRecord::getThrown).containsOnlyNulls();
    }
  }

  /** Nobody is kept from logging but about a failed COMMIT, on the thread where it failed. */
  @Test
  void whatElseTheServerHasToSayIsLogged() throws Exception {
    Logger container = Logger.getLogger("jakarta.enterprise.ejb.container");
    try (LogCapture log = LogCapture.of(container.getName())) {
      runs.run(
          Way.ANNOTATED_BEAN,
          Kind.ORDINARY,
          attempt -> container.log(Level.WARNING, "spoken", new IllegalStateException()));
      assertThat(log.messages()).containsExactly("spoken");
    }
  }

  /** Provokes a conflict that is retried, and tells who has logged a stack trace. */
  private List<String> loggersWithStackTrace(boolean atStatement) throws Exception {
    try (OtherSession other = sessions.open();
        LogCapture log = LogCapture.of(Transactions.class);
        LogCapture all = LogCapture.ofAll()) {
      Run run =
          runs.run(
              Kind.SERIALIZABLE
                  .options()
                  .withCampaign(CAMPAIGN)
                  .withRetries(3, Duration.ofMillis(50)),
              attempt -> {
                database.query("SELECT sum(amount) AS n FROM entries", row -> row.number("n"));
                if (attempt == 1 && atStatement) {
                  other.commitWriteSkew();
                }
                write("attempt" + attempt);
                if (attempt == 1 && !atStatement) {
                  other.commitWriteSkew();
                }
              });
      assertThat(run.thrown()).isNull();
      assertThat(run.attempts()).isEqualTo(2);
      assertThat(log.records()).extracting(LogRecord::getLevel).containsExactly(Level.INFO);
      assertThat(log.messages().get(0))
          .contains("serializable_work", CAMPAIGN.toString())
          .containsPattern("attempt 1: SERIALIZATION_CONFLICT 40001 after \\d+ ms, waited \\d+ ms")
          .contains("attempt 2: committed");
      assertThat(all.messages()).contains(log.messages().get(0));
      assertThat(log.records()).extracting(LogRecord::getThrown).containsOnlyNulls();
      assertThat(ledger.ids()).containsExactly("attempt2", "other");
      return all.records().stream()
          .filter(entry -> entry.getThrown() != null || entry.getMessage().contains("\tat "))
          .map(LogRecord::getLoggerName)
          .toList();
    }
  }

  @Test
  void anOperationThatIsNotRetriedLogsNothing() throws Exception {
    try (LogCapture log = LogCapture.of(Transactions.class)) {
      Run committed = runs.run(Way.ANNOTATED_BEAN, Kind.ORDINARY, attempt -> write("kept"));
      assertThat(committed.thrown()).isNull();
      assertThat(committed.outcome().retries()).isZero();
      assertThat(log.messages()).isEmpty();
    }
  }

  /** Whatever its end: committed, refused or out of time. */
  @Test
  void nothingOfAnOperationsOptionsStaysOnItsConnection() throws Exception {
    for (Way way : Way.values()) {
      ledger.reset();
      assertThat(runs.run(way, Kind.SERIALIZABLE, attempt -> write("kept")).thrown()).isNull();
      assertThat(runs.run(way, Kind.READING, attempt -> write("refused")).thrown()).isNotNull();
      assertThat(runs.run(way, Kind.READING, attempt -> database.query(SEEN, row -> true)).thrown())
          .isNull();
      Run late = runs.run(way, Kind.BRIEF, attempt -> database.query(SLEEP, row -> true));
      assertThat(late.thrown()).isInstanceOf(TransactionFailure.TimedOut.class);
      pool.assertWhole();
      List<String> seen = new ArrayList<>();
      runs.run(
          way,
          Kind.ORDINARY,
          attempt -> seen.addAll(database.query(SEEN, row -> row.text("text"))));
      assertThat(seen).containsExactly("read committed off ordinary_work");
    }
  }

  private static final String SLEEP = "SELECT CAST(pg_sleep(30) AS text)";

  private static final String SEEN =
      """
      SELECT concat_ws(' ', current_setting('transaction_isolation'),
                       current_setting('transaction_read_only'),
                       current_setting('application_name')) AS text
      """;

  /** The pool puts a connection back after a failed COMMIT; what is next on it is not lost. */
  @Test
  void afterARefusedCommitStatementsOutsideOfTransactionsCommitByThemselves() throws Exception {
    database.update("DROP TABLE IF EXISTS notes");
    database.update(
        "CREATE TABLE notes (entry text REFERENCES entries DEFERRABLE INITIALLY DEFERRED)");
    try (OtherSession other = sessions.open()) {
      for (Way way : Way.values()) {
        database.update("DELETE FROM entries");
        Run refused =
            runs.run(
                way,
                Kind.ORDINARY,
                attempt -> database.update("INSERT INTO notes (entry) VALUES ('nowhere')"));
        assertThat(refused.thrown()).isInstanceOf(TransactionFailure.Refused.class);
        write("kept");
        assertThat(other.number("SELECT count(*) FROM entries")).isEqualTo(1);
      }
    } finally {
      database.update("DROP TABLE notes");
    }
  }
}
