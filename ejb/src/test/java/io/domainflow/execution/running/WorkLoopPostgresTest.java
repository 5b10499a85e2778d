package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.database.DatabaseException;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchStatus;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import io.domainflow.testing.Eventually;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread that claims, with real workers. */
class WorkLoopPostgresTest {

  private static final Duration POLL = Duration.ofMillis(10);

  private final RunnerFixture fixture = new RunnerFixture();
  private final InFlight inFlight = new InFlight();
  private final AtomicReference<String> name = new AtomicReference<>("one");
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Set<Batch> begun = ConcurrentHashMap.newKeySet();
  private final BatchRunner.Work work =
      new BatchRunner.Work(
          name::get, new RetryPolicy(5, Duration.ofMinutes(1)), Patience.Limits.DEFAULT, inFlight);
  private final Workers workers = new Workers(fixture.runner, work, 2, Thread::new, new WorkPace());
  private Thread thread = new Thread(() -> {});
  private WorkLoop loop = loop(name::get, 0);

  @AfterEach
  void stop() throws InterruptedException {
    gate.countDown();
    inFlight.stop();
    loop.wake();
    assertThat(workers.stop(Duration.ofSeconds(10))).isTrue();
    thread.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(thread.isAlive()).isFalse();
    fixture.close();
  }

  private WorkLoop loop(Supplier<String> names, int capacity) {
    return new WorkLoop(
        new WorkLoop.Parts(
            fixture.claims,
            fixture.nodes,
            names,
            POLL,
            Duration.ofMinutes(1),
            inFlight,
            workers,
            fixture.runner.stalls()),
        capacity);
  }

  private void start(WorkLoop started) {
    loop = started;
    thread = new Thread(started);
    thread.start();
  }

  /** From now on each batch waits for the gate when it has begun. */
  private void close() {
    fixture.handler.performs =
        batch -> {
          begun.add(batch);
          try {
            gate.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
          return () -> new Tally(batch.size(), 0, 0);
        };
  }

  private void awaitAllDone(CampaignId campaign, int batches) {
    Eventually.until(
        "all batches are recorded",
        () -> {
          List<BatchStatus> statuses = fixture.statuses(campaign);
          return statuses.size() == batches
              && Set.copyOf(statuses).equals(Set.of(BatchStatus.DONE));
        });
  }

  /** As after an answer to COMMIT that was lost, and never read. */
  private Batch claimUnknowingly() {
    Batch unknown = fixture.claims.claim("one", 1).get(0);
    inFlight.doubt();
    return unknown;
  }

  private void awaitGivenBackUntried(Batch unknown) {
    Eventually.until(
        "the batch can be claimed by others",
        () ->
            fixture
                .database
                .first(
                    """
                    SELECT status = 'READY' AND attempt = 0 AS free FROM work_batches
                     WHERE campaign_id = ? AND number = ?
                    """,
                    row -> row.flag("free"),
                    unknown.campaign(),
                    unknown.number())
                .orElseThrow());
  }

  @Test
  void claimsAllThatThereIsAndHasItDone() {
    CampaignId campaign = fixture.claimable(500, 1);
    start(loop(name::get, 2));
    awaitAllDone(campaign, 500);
    Eventually.until("nothing is under way", () -> inFlight.size() == 0);
  }

  /** Somebody holds what all records of a campaign need, or what all its batches do. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCampaignThatIsHeldHoldsUpNoOther(boolean recordsWait) {
    AtomicBoolean held = new AtomicBoolean(true);
    CampaignId first = fixture.claimable(100, 1);
    fixture.handler.performs =
        batch -> {
          Recording recording =
              () -> {
                if (held.get() && batch.campaign().equals(first)) {
                  throw DatabaseException.of(new SQLException("held", "55P03"));
                }
                return new Tally(batch.size(), 0, 0);
              };
          if (!recordsWait) {
            recording.write();
          }
          return recording;
        };
    workers.resize(1);
    start(loop(name::get, 1));
    Eventually.until("its batches are held up", () -> inFlight.size() > 0);
    CampaignId other = fixture.claimable(100, 1);
    awaitAllDone(other, 100);
    assertThat(fixture.statuses(first)).doesNotContain(BatchStatus.DONE);
    held.set(false);
    awaitAllDone(first, 100);
  }

  /** It hears nothing of what others release, and looks again and again. */
  @Test
  void anIdleNodeBeginsWithWhatOthersRelease() {
    start(loop(name::get, 2));
    Eventually.until(
        "it has nothing to claim and looks", () -> thread.getState() == Thread.State.TIMED_WAITING);
    awaitAllDone(fixture.claimable(3, 1), 3);
    awaitAllDone(fixture.claimable(3, 1), 3);
  }

  @Test
  void aNodeWithoutWorkersGivesBackWhatItHasClaimedUnknowingly() {
    fixture.claimable(1, 1);
    Batch unknown = claimUnknowingly();
    start(loop(name::get, 0));
    awaitGivenBackUntried(unknown);
  }

  @Test
  void aNodeWhoseWorkersAreAllInLongBatchesDoesSoToo() {
    close();
    fixture.claimable(3, 1);
    start(loop(name::get, 2));
    Eventually.until("both workers are in a batch", () -> begun.size() == 2);
    awaitGivenBackUntried(claimUnknowingly());
    assertThat(inFlight.size()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsToHaveNoWorkersHandsBackWhatItHasNotBegun() {
    close();
    fixture.claimable(3, 1);
    workers.resize(1);
    workers.handOver(fixture.claims.claim("one", 3));
    Eventually.until("the one worker is in a batch", () -> begun.size() == 1);
    start(loop(name::get, 1));
    loop.resize(0);
    Eventually.until("others can have the rest", () -> inFlight.now().equals(begun));
    Eventually.until(
        "the rest is free",
        () ->
            fixture
                .database
                .first(
                    "SELECT count(*) AS n FROM work_batches WHERE status = 'READY' AND attempt = 0",
                    row -> row.number("n"))
                .orElseThrow()
                .equals(2L));
  }

  /** The heart beats on: without this thread the node would hold its claims and do nothing. */
  @Test
  void outlivesErrors() {
    CampaignId campaign = fixture.claimable(5, 1);
    AtomicInteger errors = new AtomicInteger(1);
    start(
        loop(
            () -> {
              if (errors.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread, says the test");
              }
              return name.get();
            },
            2));
    awaitAllDone(campaign, 5);
  }

  @Test
  void goesOnUnderAnotherNameWhenTheNodeWasTakenForDead() {
    CampaignId campaign = fixture.claimable(4, 1);
    fixture.lose("one");
    start(loop(name::get, 2));
    name.set("two");
    awaitAllDone(campaign, 4);
    assertThat(fixture.handler.told).contains("started by two");
  }

  @Test
  void claimsASuspectWhenItHasNothingElseAndNothingElseBesides() {
    CampaignId campaign = fixture.claimable(2, 1);
    fixture.loseBatches(5, 2);
    fixture.makeDue();
    CampaignId harmless = fixture.claimable(20, 1);
    AtomicInteger most = new AtomicInteger();
    fixture.handler.performs =
        batch -> {
          if (batch.campaign().equals(campaign)) {
            most.accumulateAndGet(inFlight.size(), Math::max);
          }
          return () -> new Tally(batch.size(), 0, 0);
        };
    start(loop(name::get, 2));
    awaitAllDone(harmless, 20);
    assertThat(fixture.statuses(campaign)).containsOnly(BatchStatus.READY);
    loop.expectSuspects(true);
    awaitAllDone(campaign, 2);
    assertThat(most).hasValue(1);
    awaitAllDone(fixture.claimable(3, 1), 3);
  }
}
