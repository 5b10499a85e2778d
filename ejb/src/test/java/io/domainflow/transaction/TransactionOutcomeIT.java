package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Success is reported if, and only if, PostgreSQL committed. */
@ExtendWith(ArquillianExtension.class)
class TransactionOutcomeIT {

  @Inject Transactions transactions;
  @Inject Ledger ledger;
  @Inject Database database;
  @Resource TransactionSynchronizationRegistry registry;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(TransactionOutcomeIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  private void write(String id) {
    database.write("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private static TransactionOptions options() {
    return TransactionOptions.of("try_it");
  }

  @Test
  void whatIsReturnedWasCommitted() {
    String status =
        transactions.execute(
            options(),
            () -> {
              write("one");
              write("two");
              return database
                  .first(
                      "SELECT current_setting('application_name') AS name, count(*) AS n FROM"
                          + " entries",
                      row -> row.text("name") + row.number("n"))
                  .orElseThrow();
            });
    assertThat(status).isEqualTo("try_it2");
    assertThat(ledger.ids()).containsExactly("one", "two");
  }

  @Test
  void aSwallowedFailureIsNotReportedAsSuccess() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      database.update("INSERT INTO entries (id, amount) VALUES ('a', 1)");
                      try {
                        database.update("INSERT INTO entries (id, amount) VALUES ('a', 1)");
                      } catch (RuntimeException swallowed) {
                        // As careless code does.
                      }
                      return "fine";
                    }))
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasMessageContaining("23505");
    assertThat(ledger.ids()).isEmpty();
  }

  /**
   * The driver has not even sent it, nor the writes that waited for it: PostgreSQL knows nothing.
   */
  @Test
  void aSwallowedFailureOfTheDriverIsNotReportedAsSuccess() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      entries();
                      write("lost");
                      try {
                        database.update("INSERT INTO entries (id, amount) VALUES ('a', ?)");
                      } catch (RuntimeException swallowed) {
                        // As careless code does.
                      }
                      return "fine";
                    }))
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasMessageContaining("No value specified for parameter 1");
    assertThat(ledger.ids()).isEmpty();
  }

  private long entries() {
    return database
        .first("SELECT count(*) AS n FROM entries", row -> row.number("n"))
        .orElseThrow();
  }

  /** Nothing was sent, so no connection will ever send it. */
  @Test
  void aWriteThatComesTooLateIsNotReportedAsSuccess() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      registry.registerInterposedSynchronization(completing(() -> write("late")));
                      return "fine";
                    }))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("too late");
    assertThat(ledger.ids()).isEmpty();
  }

  /** The container leaves such a transaction open on its connection. */
  @Test
  void whatAnErrorLeftBehindAtCompletionIsNotCommittedByTheNext() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      write("lost");
                      entries();
                      registry.registerInterposedSynchronization(
                          completing(
                              () -> {
                                throw new StackOverflowError("on purpose");
                              }));
                      return "fine";
                    }))
        .isInstanceOf(Throwable.class);
    for (int number = 0; number < 40; number++) {
      String id = "kept" + number;
      transactions.execute(
          options(),
          () -> {
            write(id);
            return "";
          });
    }
    assertThat(ledger.ids()).hasSize(40).doesNotContain("lost");
  }

  private static Synchronization completing(Runnable before) {
    return new Synchronization() {
      @Override
      public void beforeCompletion() {
        before.run();
      }

      @Override
      public void afterCompletion(int status) {
        // Only the beginning of the end is of interest.
      }
    };
  }

  /** It is told of what has happened, and can change nothing of it. */
  @Test
  void aListenerThatFailsChangesNothing() {
    for (String operation : List.of(OutcomeRecorder.EXCEPTION, OutcomeRecorder.ERROR)) {
      String value =
          transactions.execute(
              TransactionOptions.of(operation),
              () -> {
                write(operation);
                return "fine";
              });
      assertThat(value).isEqualTo("fine");
    }
    assertThat(ledger.ids()).hasSize(2);
  }

  @Test
  void aTransactionMarkedForRollbackIsNotReportedAsSuccess() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      write("lost");
                      registry.setRollbackOnly();
                      return "fine";
                    }))
        .isInstanceOf(TransactionFailure.RolledBack.class);
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void errorsAndCheckedExceptionsRollBack() {
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      write("lost");
                      throw new StackOverflowError("on purpose");
                    }))
        .isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(
            () ->
                transactions.execute(
                    options(),
                    () -> {
                      write("lost");
                      throw new SQLException("checked");
                    }))
        .isInstanceOf(TransactionFailure.Failed.class)
        .hasCauseInstanceOf(SQLException.class);
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void serializationConflictAtCommitIsRetried() {
    AtomicInteger attempts = new AtomicInteger();
    transactions.execute(
        options().withIsolation(IsolationLevel.SERIALIZABLE),
        () -> {
          database.query("SELECT count(*) AS n FROM entries", row -> row.number("n"));
          write("attempt" + attempts.incrementAndGet());
          database.flush();
          if (attempts.get() == 1) {
            Thread other =
                new Thread(
                    () -> {
                      transactions.execute(
                          TransactionOptions.of("other").withIsolation(IsolationLevel.SERIALIZABLE),
                          () -> {
                            database.query("SELECT count(*) AS n FROM entries", row -> 1);
                            write("other");
                            return "";
                          });
                    });
            other.start();
            other.join();
          }
          return "";
        });
    assertThat(ledger.ids()).containsExactly("attempt2", "other");
  }

  /** Payara restores the client info with every handle that is closed. */
  @Test
  void eachStatementOfAnAttemptShowsTheOperationsName() {
    List<String> names = new ArrayList<>();
    transactions.execute(
        options(),
        () -> {
          for (int statement = 0; statement < 3; statement++) {
            names.addAll(
                database.query(
                    "SELECT current_setting('application_name') AS name", row -> row.text("name")));
          }
          return "";
        });
    assertThat(names).containsExactly("try_it", "try_it", "try_it");
  }
}
