package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.database.Database;
import io.domainflow.database.SchemaMigration;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What work does to its own connection, and what it ignores, cannot make a failure a success. */
@ExtendWith(ArquillianExtension.class)
class CarelessWorkIT {

  /** The largest size of the pool, see {@link SchemaMigration}. */
  private static final int POOL = 32;

  private static final String INSERT = "INSERT INTO entries (id, amount) VALUES (?, 1)";

  @Inject Transactions transactions;
  @Inject Ledger ledger;
  @Inject Database database;
  @Inject PoolCheck pool;
  @Resource TransactionSynchronizationRegistry registry;

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  DataSource dataSource;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(CarelessWorkIT.class).addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  @AfterEach
  void nothingIsLeftBehind() throws SQLException {
    pool.assertWhole();
  }

  @FunctionalInterface
  private interface Careless {
    void run(Connection connection) throws SQLException;
  }

  private void write(String id) {
    database.write(INSERT, id);
  }

  private long entries() {
    return database
        .first("SELECT count(*) AS n FROM entries", row -> row.number("n"))
        .orElseThrow();
  }

  private void execute(Runnable work) {
    transactions.execute(
        TransactionOptions.of("careless_work"),
        () -> {
          work.run();
          return "fine";
        });
  }

  /** What goes wrong on the connection is ignored by the work. */
  private void executeCareless(Careless work) {
    execute(
        () -> {
          write("first");
          try {
            database.withConnection(
                connection -> {
                  work.run(connection);
                  return "";
                });
          } catch (RuntimeException swallowed) {
            // As careless code does.
          }
        });
  }

  private void isRefused(String reason, Careless work) {
    assertThatThrownBy(() -> executeCareless(work))
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasMessageContaining("2D000")
        .hasStackTraceContaining(reason);
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void aTimeThatCannotBeStoredIsRefusedBeforeAnythingIsSent() {
    execute(
        () -> {
          write("kept");
          assertThatThrownBy(() -> write("lost", Instant.MAX))
              .isInstanceOf(IllegalArgumentException.class);
        });
    assertThat(ledger.ids()).containsExactly("kept");
  }

  private void write(String id, Instant when) {
    database.update("INSERT INTO entries (id, amount) VALUES (? || ?, 1)", id, when);
  }

  /** Neither the driver nor PostgreSQL knows of it, and the writes that waited are gone. */
  @Test
  void aSwallowedFailureOfAParameterIsNotReportedAsSuccess() {
    Array broken =
        (Array)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Array.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("on purpose");
                });
    assertThatThrownBy(
            () ->
                execute(
                    () -> {
                      entries();
                      write("lost");
                      assertThatThrownBy(() -> database.update("SELECT ?", broken))
                          .isInstanceOf(RuntimeException.class);
                    }))
        .isInstanceOf(TransactionFailure.Refused.class)
        .hasStackTraceContaining("on purpose");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void commitOfTheConnectionIsRefused() {
    isRefused("has called commit", Connection::commit);
  }

  @Test
  void rollbackOfTheConnectionIsRefused() {
    isRefused("has called rollback", Connection::rollback);
  }

  @Test
  void autoCommitCannotBeTurnedOnByTheWork() {
    isRefused("has called setAutoCommit", connection -> connection.setAutoCommit(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"COMMIT", " commit work", "ROLLBACK", "rollback and chain", "END", "ABORT"})
  void aStatementThatEndsTransactionsIsRefusedBeforeItIsSent(String sql) {
    execute(
        () -> {
          write("kept");
          assertThatThrownBy(() -> database.update(sql))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("Nobody but the container");
        });
    assertThat(ledger.ids()).containsExactly("kept");
  }

  /** It passes unseen, but not the statement after it, nor the end. */
  @Test
  void workThatHasRolledBackBehindTheKitIsNotASuccess() {
    isRefused(
        "A statement has ended the transaction",
        connection -> {
          entries();
          try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
          }
        });
    isRefused(
        "A statement has ended the transaction",
        connection -> {
          entries();
          try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
          }
          database.update(INSERT, "after");
        });
  }

  @Test
  void whatWaitedWhenASavepointWasRolledBackIsNotStored() {
    execute(
        () ->
            database.withConnection(
                connection -> {
                  write("before");
                  Savepoint savepoint = connection.setSavepoint();
                  write("undone");
                  connection.rollback(savepoint);
                  write("after");
                  return "";
                }));
    assertThat(ledger.ids()).containsExactly("after", "before");
  }

  @Test
  void aFailureBehindASavepointIsUndoneWithIt() {
    execute(
        () ->
            database.withConnection(
                connection -> {
                  write("kept");
                  Savepoint savepoint = connection.setSavepoint();
                  assertThatThrownBy(() -> database.update(INSERT, "kept"))
                      .hasMessageContaining("23505");
                  connection.rollback(savepoint);
                  return "";
                }));
    assertThat(ledger.ids()).containsExactly("kept");
  }

  /** An error at completion makes the container forget the transaction on its connection. */
  @Test
  void whatIsWrittenOutsideOfTransactionsAfterAForgottenOneIsStored() throws SQLException {
    assertThatThrownBy(
            () ->
                execute(
                    () -> {
                      write("lost");
                      entries();
                      registry.registerInterposedSynchronization(
                          failing(new StackOverflowError("on purpose")));
                    }))
        .isInstanceOf(Throwable.class);
    List<Connection> all = new ArrayList<>();
    try {
      for (int number = 0; number < POOL; number++) {
        Connection connection = dataSource.getConnection();
        all.add(connection);
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
          statement.setString(1, "kept" + number);
          statement.executeUpdate();
        }
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
    assertThat(ledger.ids()).hasSize(POOL).doesNotContain("lost");
  }

  /** Not "marked for rollback", which nobody did. */
  @Test
  void whatFailsAtCompletionIsTheReasonOfTheFailure() {
    assertThatThrownBy(
            () ->
                execute(
                    () -> {
                      write("lost");
                      registry.registerInterposedSynchronization(
                          failing(new IllegalStateException("on purpose")));
                    }))
        .isNotInstanceOf(TransactionFailure.RolledBack.class)
        .hasStackTraceContaining("on purpose");
    assertThat(ledger.ids()).isEmpty();
  }

  @Test
  void settingsThatWouldStayOnTheConnectionAreRefused() {
    executeCareless(
        connection -> {
          assertThatThrownBy(() -> connection.setReadOnly(true))
              .isInstanceOf(SQLFeatureNotSupportedException.class);
          assertThatThrownBy(
                  () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
              .isInstanceOf(SQLFeatureNotSupportedException.class);
        });
    assertThat(ledger.ids()).containsExactly("first");
  }

  /** Whoever writes there, writes whatever becomes of the operation. */
  @Test
  void workThatUsesTheDatabaseOutsideOfItsTransactionIsStopped() {
    assertThatThrownBy(
            () ->
                execute(
                    () -> {
                      write("lost");
                      ledger.reset();
                    }))
        .hasStackTraceContaining("outside of its transaction");
    assertThat(ledger.ids()).isEmpty();
    executeCareless(connection -> entries());
    assertThat(ledger.ids()).containsExactly("first");
  }

  private static Synchronization failing(Throwable failure) {
    return new Synchronization() {
      @Override
      public void beforeCompletion() {
        throw sneaky(failure);
      }

      @Override
      public void afterCompletion(int status) {
        // Nobody calls it.
      }
    };
  }

  private static RuntimeException sneaky(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }
}
