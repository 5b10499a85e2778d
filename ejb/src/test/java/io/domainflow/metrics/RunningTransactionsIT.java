package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.metrics.running.RunningQueries;
import io.domainflow.metrics.running.RunningTransaction;
import io.domainflow.metrics.statistics.ConflictCost;
import io.domainflow.metrics.statistics.ConflictQueries;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who waits for whom, and what it cost. */
@ExtendWith(ArquillianExtension.class)
class RunningTransactionsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Inject Transactions transactions;
  @Inject Database database;
  @Inject RunningQueries running;
  @Inject ConflictQueries conflicts;
  @Inject OtherSessions sessions;

  @Inject
  @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE)
  MetricRegistry registry;

  @Resource ManagedExecutorService threads;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.withoutDispatcher(RunningTransactionsIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void create() {
    database.update("CREATE TABLE shelves (id text PRIMARY KEY, books bigint NOT NULL)");
    database.update("INSERT INTO shelves VALUES ('left', 0), ('right', 0)");
  }

  @AfterEach
  void drop() {
    database.update("DROP TABLE shelves");
  }

  private int add(String shelf) {
    return database.update("UPDATE shelves SET books = books + 1 WHERE id = ?", shelf);
  }

  @Test
  void whatWaitsStandsBelowWhatItWaitsFor() throws Exception {
    CountDownLatch look = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    try (OtherSession session = sessions.open()) {
      Future<?> holder =
          threads.submit(
              () ->
                  transactions.execute(
                      TransactionOptions.of("holder"),
                      () -> {
                        add("left");
                        held.countDown();
                        look.await();
                        return "";
                      }));
      held.await();
      Future<?> waiter =
          threads.submit(
              () -> transactions.execute(TransactionOptions.of("waiter"), () -> add("left")));
      session.execute("BEGIN", "SELECT 1");
      try {
        Eventually.within(PATIENCE).holds("one waits", () -> !blocks("holder").isEmpty());
        RunningTransaction blocked = blocks("holder").get(0);
        assertThat(blocked.operation()).isEqualTo("waiter");
        assertThat(blocked.isLocal()).isTrue();
        assertThat(blocked.waitingFor()).isEqualTo("Lock transactionid");
        assertThat(running.running())
            .extracting(RunningTransaction::operation)
            .contains("holder", OtherSession.NAME)
            .doesNotContain("waiter");
      } finally {
        look.countDown();
      }
      holder.get();
      waiter.get();
    }
  }

  /** The session that served its attempt may serve another operation meanwhile. */
  @Test
  void anOperationThatWaitsForItsNextAttemptHasNoSession() {
    AtomicInteger attempts = new AtomicInteger();
    Future<?> retried =
        threads.submit(
            () ->
                transactions.execute(
                    TransactionOptions.of("retried").withRetries(5, Duration.ofSeconds(1)),
                    () -> {
                      add("left");
                      return attempts.incrementAndGet() > 5
                          ? 0
                          : database.update(
                              "DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$");
                    }));
    Eventually.within(PATIENCE)
        .holds(
            "it is shown without a session",
            () ->
                running.running().stream()
                    .anyMatch(
                        shown ->
                            shown.operation().equals("retried")
                                && shown.transactionId() != null
                                && shown.backendPid() == 0
                                && shown.state() == null));
    assertThat(retried).succeedsWithin(PATIENCE);
  }

  private List<RunningTransaction> blocks(String operation) {
    return running.running().stream()
        .filter(top -> top.operation().equals(operation))
        .flatMap(top -> top.blocks().stream())
        .toList();
  }

  @Test
  void theOneThatLosesADeadlockNamesTheOneThatWins() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Future<?> one = threads.submit(() -> cross("upwards", "left", "right", both));
    Future<?> other = threads.submit(() -> cross("downwards", "right", "left", both));
    one.get();
    other.get();
    ConflictCost cost =
        Eventually.within(PATIENCE)
            .isPresent(
                "it is recorded",
                () ->
                    costs().stream().filter(found -> "40P01".equals(found.sqlState())).findFirst());
    assertThat(List.of(cost.operation(), String.valueOf(cost.other())))
        .containsExactlyInAnyOrder("upwards", "downwards");
    assertThat(retries(cost.operation(), "40P01")).isEqualTo(1);
    assertThat(cost.attempts()).isEqualTo(1);
    assertThat(cost.wastedMicros()).isGreaterThan(Duration.ofMillis(500).toNanos() / 1000);
  }

  /** Its first attempt meets the other's; later ones meet nobody. */
  private String cross(String name, String first, String second, CyclicBarrier both) {
    AtomicInteger attempts = new AtomicInteger();
    return transactions.execute(
        TransactionOptions.of(name),
        () -> {
          add(first);
          if (attempts.incrementAndGet() == 1) {
            both.await();
          }
          add(second);
          return "";
        });
  }

  /** As the scrape shows it. */
  private double retries(String operation, String sqlState) {
    MetricID id =
        new MetricID(
            "domainflow_transaction_retries",
            new Tag("operation", operation),
            new Tag("sql_state", sqlState));
    return ((Number) registry.getGauge(id).getValue()).doubleValue();
  }

  private List<ConflictCost> costs() {
    Instant now = Instant.now();
    return conflicts.costs(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), 100);
  }
}
