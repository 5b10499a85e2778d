package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.database.Database;
import io.domainflow.database.DatabaseUnavailableException;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.proxy.ProxyControl;
import io.domainflow.transaction.attempt.TransactionWatch;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.witness.LogCapture;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A network that swallows everything without a word, and what else has no answer in time. */
@ExtendWith(ArquillianExtension.class)
class SilentServerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** An answer may be late by 3 s, a connection by the second that the driver counts in. */
  private static final Duration LATE = Duration.ofSeconds(5);

  /** What a statement of no operation may take. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  private static final int POOL = 32;
  private static final int MEGABYTE = 1 << 20;

  private static final String SLEEPERS =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

  private final ProxyControl proxy = ProxyControl.ofThisServer();

  @Inject Transactions transactions;
  @Inject Ledger ledger;
  @Inject Database database;
  @Inject CampaignQueries campaigns;
  @Inject OtherSessions sessions;
  @Resource ManagedThreadFactory threads;

  private ExecutorService workers;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(SilentServerIT.class)
        .addPackage(Eventually.class.getPackage())
        .addPackage(ProxyControl.class.getPackage());
  }

  @BeforeEach
  void reset() {
    workers = Executors.newCachedThreadPool(threads);
    ledger.reset();
  }

  @AfterEach
  void release() {
    proxy.thaw();
    proxy.comeUp();
    workers.shutdownNow();
  }

  private static TransactionOptions options(String operation) {
    return TransactionOptions.of(operation).withTimeout(DEADLINE);
  }

  private void write(String id) {
    database.update("INSERT INTO entries (id, amount) VALUES (?, 1)", id);
  }

  private void execute(TransactionOptions options, Runnable work) {
    transactions.execute(
        options,
        () -> {
          work.run();
          return "";
        });
  }

  /** What an operation ended with, and when. */
  private record End(@Nullable Throwable thrown, Duration took) {}

  private End end(TransactionOptions options, Runnable work) throws Exception {
    return workers
        .submit(
            () -> {
              long start = System.nanoTime();
              Throwable thrown = catchThrowable(() -> execute(options, work));
              return new End(thrown, Duration.ofNanos(System.nanoTime() - start));
            })
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Operations that hold a connection each until the latch is open; returns when all do. */
  private List<Future<?>> hold(int connections, CountDownLatch latch) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(connections);
    List<Future<?>> holders = new ArrayList<>();
    for (int number = 0; number < connections; number++) {
      String id = "held" + number;
      holders.add(
          workers.submit(
              () ->
                  execute(
                      TransactionOptions.of("hold"),
                      () -> {
                        write(id);
                        held.countDown();
                        await(latch);
                      })));
    }
    assertThat(held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return holders;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fillPool() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    List<Future<?>> holders = hold(POOL, latch);
    latch.countDown();
    for (Future<?> holder : holders) {
      holder.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Until none is trusted any more without being asked. */
  private static void letConnectionsRest() {
    long start = System.nanoTime();
    Duration rest = Duration.ofMillis(1_200);
    Eventually.within(PATIENCE)
        .holds("they had their rest", () -> System.nanoTime() - start > rest.toNanos());
  }

  @Test
  void aPoolFullOfSilentConnectionsMakesAnOperationLateByLittle() throws Exception {
    fillPool();
    letConnectionsRest();
    proxy.freeze();
    End end = end(options("unanswered"), () -> write("lost"));
    assertThat(end.thrown())
        .isInstanceOfAny(TransactionFailure.TimedOut.class, TransactionFailure.Unavailable.class);
    assertThat(end.took()).isLessThan(DEADLINE.plus(LATE));
    proxy.thaw();
    execute(TransactionOptions.of("after_silence"), () -> write("stored"));
    assertThat(ledger.ids()).contains("stored").doesNotContain("lost");
  }

  @Test
  void aServerThatFallsSilentInMidOperationMakesItLateByLittle() throws Exception {
    End end =
        end(
            options("interrupted"),
            () -> {
              write("lost");
              proxy.freeze();
              write("lost too");
            });
    assertThat(end.thrown()).isInstanceOf(TransactionFailure.TimedOut.class);
    assertThat(end.took()).isLessThan(DEADLINE.plus(LATE));
    proxy.thaw();
    assertThat(ledger.ids()).isEmpty();
  }

  /** The driver bounds how long it reads, not how long it writes. */
  @Test
  void aWriteThatNobodyReadsIsCutSoonAfterTheDeadline() throws Exception {
    try (LogCapture log = LogCapture.of(TransactionWatch.class)) {
      End end =
          end(
              options("choked"),
              () -> {
                write("lost");
                proxy.freeze();
                write("x".repeat(64 * MEGABYTE));
              });
      assertThat(end.thrown()).isInstanceOf(TransactionFailure.TimedOut.class);
      assertThat(end.took()).isLessThan(DEADLINE.plus(LATE).plusSeconds(3));
      Eventually.within(PATIENCE)
          .holds(
              "it is told",
              () -> log.messages().stream().anyMatch(line -> line.contains("choked was cut")));
    }
    proxy.thaw();
    assertThat(ledger.ids()).isEmpty();
  }

  /** It is asked for ten seconds at least; the last question takes its time too. */
  @Test
  void aCommitIntoSilenceIsInDoubtAndSaysSoInTime() throws Exception {
    fillPool();
    End end =
        end(
            options("doubted"),
            () -> {
              write("doubted");
              proxy.freeze();
            });
    assertThat(end.thrown()).isInstanceOf(TransactionFailure.InDoubt.class);
    assertThat(end.took()).isLessThan(DEADLINE.plus(LATE).plusSeconds(20));
  }

  private End alone(Runnable read) throws Exception {
    return workers
        .submit(
            () -> {
              read.run(); // So that the connection is trusted for the second time.
              proxy.freeze();
              long start = System.nanoTime();
              Throwable thrown = catchThrowable(read::run);
              return new End(thrown, Duration.ofNanos(System.nanoTime() - start));
            })
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void aStatementOutsideOfOperationsEndsInSecondsToo() throws Exception {
    End end = alone(() -> database.query("SELECT 1 AS one", row -> row.number("one")));
    assertThat(end.thrown()).isInstanceOf(DatabaseUnavailableException.class);
    assertThat(end.took()).isLessThan(ALONE.plus(LATE));
  }

  /** Campaigns are read by JPA, which does not go through {@link Database}. */
  @Test
  void soDoesAReadByJpa() throws Exception {
    CampaignId unknown = CampaignId.create();
    End end = alone(() -> campaigns.find(unknown));
    assertThat(end.thrown())
        .hasRootCauseInstanceOf(SocketTimeoutException.class)
        .isInstanceOf(EJBException.class);
    assertThat(end.took()).isLessThan(ALONE.plus(LATE));
  }

  @Test
  void aStatementOutsideOfOperationsIsEndedByTheServerAndKeepsItsConnection() {
    long start = System.nanoTime();
    Throwable thrown =
        catchThrowable(() -> database.query("SELECT CAST(pg_sleep(60) AS text)", row -> 1));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            DatabaseUnavailableException.class,
            late -> assertThat(late.sqlState()).isEqualTo("57014"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALONE);
  }

  @Test
  void anOperationWaitsForAConnectionNoLongerThanItsDeadline() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    List<Future<?>> holders = hold(POOL, latch);
    End end = end(options("waiting"), () -> write("lost"));
    latch.countDown();
    assertThat(end.thrown()).isInstanceOf(TransactionFailure.TimedOut.class);
    assertThat(end.took()).isLessThan(DEADLINE.plusSeconds(1));
    for (Future<?> holder : holders) {
      holder.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(ledger.ids()).hasSize(POOL).doesNotContain("lost");
  }

  /** Else it would hold its locks until its statement has ended. */
  @Test
  void theServerNoticesThatItsClientHasGoneWhileItWorks() throws Exception {
    Future<End> sleeping =
        workers.submit(
            () ->
                end(
                    TransactionOptions.of("sleeping").withRetries(0, Duration.ZERO),
                    () -> database.query("SELECT CAST(pg_sleep(25) AS text)", row -> 1)));
    try (OtherSession other = sessions.open()) {
      Eventually.within(PATIENCE).holds("it sleeps", () -> other.number(SLEEPERS) == 1);
    }
    proxy.goDown();
    assertThat(sleeping.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).thrown())
        .isInstanceOf(TransactionFailure.Unavailable.class);
    proxy.comeUp();
    try (OtherSession other = sessions.open()) {
      Eventually.within(LATE).holds("it is awake", () -> other.number(SLEEPERS) == 0);
    }
  }
}
