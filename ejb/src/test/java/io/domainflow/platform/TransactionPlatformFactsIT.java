package io.domainflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.domainflow.incontainer.InContainerArchive;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the transaction kit leans on, seen without it: how the container begins and ends. */
@ExtendWith(ArquillianExtension.class)
class TransactionPlatformFactsIT {

  private static final long PATIENCE_SECONDS = 30;

  /** The driver's own data source, see {@link Notes}. */
  @Resource(lookup = "java:app/jdbc/plain")
  DataSource dataSource;

  @Resource TransactionSynchronizationRegistry registry;
  @Resource UserTransaction userTransaction;
  @Resource ManagedExecutorService executor;
  @Inject Notes notes;
  @Inject Worker worker;
  @Inject Watched watched;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(TransactionPlatformFactsIT.class);
  }

  @BeforeEach
  void reset() {
    notes.reset();
  }

  /** Its database is that of other tests too. */
  @AfterEach
  void dropRemarks() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      if (!connection.getAutoCommit()) { // A failed COMMIT leaves it so.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    execute("DROP TABLE IF EXISTS remarks");
  }

  private String execute(String... statements) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      String last = "";
      for (String sql : statements) {
        if (statement.execute(sql)) {
          try (ResultSet rows = statement.getResultSet()) {
            rows.next();
            last = String.valueOf(rows.getString(1));
          }
        }
      }
      return last;
    }
  }

  /** The statement is not interrupted, and its caller is not told. */
  @Test
  void theContainersTimeoutOnlyMarksAndTheMethodReturnsNormally() throws Exception {
    userTransaction.setTransactionTimeout(1);
    try {
      String returned =
          worker.run(
              () ->
                  execute(
                      "INSERT INTO notes (text) VALUES ('lost')",
                      "SELECT 'ran to its end' FROM pg_sleep(1.5)"));
      assertThat(returned).isEqualTo("ran to its end");
    } finally {
      userTransaction.setTransactionTimeout(0);
    }
    assertThat(notes.count()).isZero();
  }

  private Throwable failAtCommit() throws SQLException {
    execute("CREATE TABLE remarks (note text REFERENCES notes DEFERRABLE INITIALLY DEFERRED)");
    return catchThrowable(() -> worker.run(() -> execute("INSERT INTO remarks VALUES ('none')")));
  }

  @Test
  void aFailureAtCommitLosesItsSqlState() throws SQLException {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failAtCommit(); cause != null; cause = cause.getCause()) {
      chain.add(cause);
    }
    assertThat(chain).hasSizeGreaterThan(1).noneMatch(SQLException.class::isInstance);
    assertThat(chain.get(0)).isInstanceOf(EJBException.class);
  }

  /** What it writes outside of transactions is lost, and the connection stays in a transaction. */
  @Test
  void whoBorrowsAConnectionAfterAFailedCommitHasNoAutoCommit() throws SQLException {
    assertThat(failAtCommit()).isNotNull();
    try (Connection next = dataSource.getConnection()) {
      assertThat(next.getAutoCommit()).isFalse();
      next.rollback();
      next.setAutoCommit(true);
    }
  }

  @Test
  void anInterposedSynchronizationLearnsTheTrueEndOnTheCallersThread() throws Exception {
    List<String> seen = new ArrayList<>();
    worker.run(() -> register(seen));
    assertThat(seen).containsExactly("before", here(Status.STATUS_COMMITTED));
    seen.clear();
    worker.run(
        () -> {
          registry.setRollbackOnly();
          return register(seen);
        });
    assertThat(seen).containsExactly(here(Status.STATUS_ROLLEDBACK));
    seen.clear();
    ThrowingCallable throwing =
        () ->
            worker.run(
                () -> {
                  register(seen);
                  throw new EJBException("on purpose");
                });
    assertThat(catchThrowable(throwing)).isInstanceOf(EJBException.class);
    assertThat(seen).containsExactly(here(Status.STATUS_ROLLEDBACK));
  }

  private String register(List<String> seen) {
    registry.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            seen.add("before");
          }

          @Override
          public void afterCompletion(int status) {
            seen.add(here(status));
          }
        });
    return "";
  }

  private static String here(int status) {
    return status + " on " + Thread.currentThread().getName();
  }

  /** It sees the transaction before and after the method, and so never its end. */
  @Test
  void anInterceptorOnATransactionalMethodRunsInsideItsTransaction() {
    assertThat(watched.inTransaction()).isEqualTo("active active active");
  }

  /** Each call runs the body again, in the transaction of whoever makes it. */
  @Test
  void anInterceptorMayProceedSeveralTimesAndInTransactionsOfAnotherBean() {
    AtomicInteger bodies = new AtomicInteger();
    assertThat(watched.inNone(bodies)).isEqualTo("none 1:active 2:active 3:none none");
    assertThat(bodies).hasValue(3);
  }

  @Test
  void anIsolationLevelSetOnTheConnectionStaysForItsNextBorrower() throws Exception {
    int backend;
    try (Connection connection = dataSource.getConnection()) {
      backend = backend(connection);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    }
    try (Connection next = dataSource.getConnection()) {
      assertThat(backend(next)).isEqualTo(backend);
      assertThat(show(next)).isEqualTo("serializable");
      next.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  @Test
  void anIsolationLevelSetForTheTransactionEndsWithIt() throws Exception {
    AtomicInteger backend = new AtomicInteger();
    String inside =
        worker.run(
            () -> {
              try (Connection connection = dataSource.getConnection()) {
                execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY");
                backend.set(backend(connection));
                return show(connection);
              }
            });
    assertThat(inside).isEqualTo("serializable");
    try (Connection next = dataSource.getConnection()) {
      assertThat(backend(next)).isEqualTo(backend.get());
      assertThat(show(next)).isEqualTo("read committed");
    }
  }

  private static String show(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW transaction_isolation")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static int backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void sessionBeansHaveTheirTransactionsOnManagedThreads() throws Exception {
    executor.submit(() -> notes.add("kept")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Throwable failure =
        executor
            .submit(
                () ->
                    catchThrowable(
                        () ->
                            worker.run(
                                () -> {
                                  execute("INSERT INTO notes (text) VALUES ('lost')");
                                  throw new EJBException("on purpose");
                                })))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(failure).isInstanceOf(EJBException.class);
    assertThat(notes.count()).isEqualTo(1);
  }
}
