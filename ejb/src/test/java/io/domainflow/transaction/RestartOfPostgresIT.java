package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationOutcome.Outcome;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL goes away and comes back. */
@ExtendWith(ArquillianExtension.class)
class RestartOfPostgresIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int POOL = 32;

  @Inject Transactions transactions;
  @Inject Ledger ledger;
  @Inject Database database;
  @Inject OutcomeRecorder recorder;
  @Resource ManagedThreadFactory threads;

  @Resource(lookup = "java:app/jdbc/domainflow")
  DataSource dataSource;

  @Inject
  @ConfigProperty(name = "domainflow.db.url")
  String url;

  @Inject
  @ConfigProperty(name = "domainflow.db.user")
  String user;

  @Inject
  @ConfigProperty(name = "domainflow.db.password")
  String password;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(RestartOfPostgresIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  private void run(String operation, String id) {
    transactions.execute(
        TransactionOptions.of(operation),
        () -> {
          database.write("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
          database.flush();
          return "";
        });
  }

  /** Whoever takes every connection of the pool at once finds none missing. */
  private void assertPoolIsWhole() throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      for (int connection = 0; connection < POOL; connection++) {
        all.add(dataSource.getConnection());
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
    assertThat(all).hasSize(POOL);
  }

  /** Every connection of the pool is of before, and nobody has noticed yet. */
  @Test
  void theFirstOperationAfterARestartOfPostgresSucceeds() throws Exception {
    assumeThat(ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"))
        .as("a server that is process 1 of its container ends with it")
        .isNotEqualTo("1");
    assertPoolIsWhole();
    String before = ask(STARTED);
    ask(RESTART);
    Eventually.within(PATIENCE).holds("PostgreSQL is another", () -> isAnother(before));
    run("after_restart", "after");
    assertThat(ledger.ids()).containsExactly("after");
    assertThat(recorder.of("after_restart"))
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.outcome()).isEqualTo(Outcome.COMMITTED);
              assertThat(outcome.attempts()).isEqualTo(1);
            });
    assertPoolIsWhole();
  }

  private static final String STARTED = "SELECT CAST(pg_postmaster_start_time() AS text)";

  /** In a session of its own: the server ends those of its processes. */
  private static final String RESTART =
      """
      DO $$ BEGIN
        EXECUTE format(
          'COPY (SELECT 1) TO PROGRAM %L',
          format('setsid %s/pg_ctl restart -D %s -m fast >/dev/null 2>&1 </dev/null &',
                 (SELECT setting FROM pg_config WHERE name = 'BINDIR'),
                 current_setting('data_directory')));
      END $$
      """;

  private boolean isAnother(String before) {
    try {
      return !ask(STARTED).equals(before);
    } catch (IllegalStateException away) {
      return false;
    }
  }

  private String ask(String sql) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * A killed server process makes PostgreSQL end all sessions and start over. Should that take
   * longer than operations have time, those whose COMMIT was on its way are in doubt.
   */
  @Test
  void whatWasReportedBeforeAndDuringACrashOfPostgresIsStored() throws Exception {
    Queue<String> succeeded = new ConcurrentLinkedQueue<>();
    Queue<String> doubtful = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(8, threads);
    for (int worker = 0; worker < 8; worker++) {
      String prefix = "worker" + worker + "_";
      pool.execute(() -> workUntil(stop, prefix, succeeded, doubtful));
    }
    Eventually.within(PATIENCE).holds("work goes on", () -> succeeded.size() > 100);
    crash();
    stop.set(true);
    pool.shutdown();
    assertThat(pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    run("after_crash", "after");

    assertThat(ledger.ids().stream().filter(id -> !doubtful.contains(id)).toList())
        .isEqualTo(Stream.concat(succeeded.stream(), Stream.of("after")).sorted().toList());
    assertThat(recorder.of("after_crash"))
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.outcome()).isEqualTo(Outcome.COMMITTED));
    assertPoolIsWhole();
  }

  private void workUntil(
      AtomicBoolean stop, String prefix, Queue<String> succeeded, Queue<String> doubtful) {
    for (int number = 0; !stop.get(); number++) {
      String id = prefix + number;
      try {
        run("restarted", id);
        succeeded.add(id);
      } catch (TransactionFailure.InDoubt unknown) {
        doubtful.add(id);
      } catch (RuntimeException failure) { // While PostgreSQL is away.
        Thread.onSpinWait();
      }
    }
  }

  /** The server process is the parent of the shell that it starts. */
  private void crash() {
    try (Connection victim = DriverManager.getConnection(url, user, password);
        Statement statement = victim.createStatement()) {
      statement.execute("COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'");
    } catch (SQLException expected) {
      // Its connection does not survive.
    }
    Eventually.within(PATIENCE).holds("PostgreSQL is back", this::isBack);
  }

  private boolean isBack() {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      return connection.isValid(1);
    } catch (SQLException stillAway) {
      return false;
    }
  }
}
