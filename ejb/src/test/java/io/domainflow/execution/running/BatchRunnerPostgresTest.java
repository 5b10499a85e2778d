package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchStatus;
import io.domainflow.execution.Finished;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import io.domainflow.transaction.failure.FailedOperation;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.TransactionFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of batches that fail, and of those that the database keeps waiting. */
class BatchRunnerPostgresTest {

  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Patience.Limits PATIENT =
      new Patience.Limits(AT_ONCE, Duration.ofMinutes(3));

  private final RunnerFixture fixture = new RunnerFixture();
  private final InFlight inFlight = new InFlight();
  private BatchRunner.Work work = with(PATIENT);

  @AfterEach
  void drop() {
    fixture.close();
  }

  private BatchRunner.Work with(Patience.Limits limits) {
    return new BatchRunner.Work(
        () -> "one", new RetryPolicy(5, Duration.ofMinutes(1)), limits, inFlight);
  }

  private List<Batch> claim(int batches) {
    List<Batch> claimed = fixture.claims.claim("one", batches);
    assertThat(claimed).hasSize(batches);
    claimed.forEach(inFlight::begin);
    return claimed;
  }

  private static RuntimeException failure(FailureKind kind) {
    return new TransactionFailure.TimedOut(
        new FailedOperation("record_batches", null, 1, kind, "", "", "", "no luck"), null);
  }

  /** Fails so many times, with all batches together, before it writes. */
  private static Recording after(AtomicInteger failures, RuntimeException failure, Batch batch) {
    return () -> {
      if (failures.getAndDecrement() > 0) {
        throw failure;
      }
      return new Tally(batch.size(), 0, 0);
    };
  }

  private static Recording failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  private long attempts() {
    return fixture
        .database
        .first("SELECT max(attempt) AS a FROM work_batches", row -> row.number("a"))
        .orElseThrow();
  }

  @Nested
  class WhatIsNobodysFault {

    @ParameterizedTest
    @EnumSource(
        value = FailureKind.class,
        names = {"NO_CONNECTION", "CONNECTION_LOST", "SHORTAGE", "DEADLOCK", "DEADLINE"})
    void isWaitedForAndTheResultIsKept(FailureKind kind) {
      CampaignId campaign = fixture.claimable(1, 1);
      Batch batch = claim(1).get(0);
      AtomicInteger failures = new AtomicInteger(20);
      fixture.runner.record(
          List.of(new Finished(batch, after(failures, failure(kind), batch))), work);
      assertThat(fixture.statuses(campaign)).containsExactly(BatchStatus.DONE);
      assertThat(attempts()).isEqualTo(1);
      assertThat(inFlight.size()).isZero();
      assertThat(fixture.metrics.failed.getCount()).isZero();
    }

    @Test
    void isWaitedForWhileTheWorkIsDoneToo() {
      fixture.claimable(1, 1);
      AtomicInteger failures = new AtomicInteger(20);
      fixture.handler.performs =
          batch -> {
            if (failures.getAndDecrement() > 0) {
              throw failure(FailureKind.NO_CONNECTION);
            }
            return () -> new Tally(batch.size(), 0, 0);
          };
      assertThat(fixture.runner.perform(claim(1).get(0), work)).isPresent();
      assertThat(inFlight.size()).isEqualTo(1);
    }

    @Test
    void isWaitedForUntilTheClaimIsLost() {
      CampaignId campaign = fixture.claimable(1, 1);
      Batch batch = claim(1).get(0);
      AtomicInteger failures = new AtomicInteger(20);
      Recording losing =
          () -> {
            if (failures.decrementAndGet() == 0) {
              fixture.plans.cancel(campaign);
            }
            throw failure(FailureKind.CONNECTION_LOST);
          };
      fixture.runner.record(List.of(new Finished(batch, losing)), work);
      assertThat(fixture.statuses(campaign)).containsExactly(BatchStatus.CANCELLED);
      assertThat(fixture.metrics.refusedSoFar()).isEqualTo(1);
      assertThat(inFlight.size()).isZero();
    }

    @Test
    void isWaitedForUntilTheNodeStopsAndIsNotCounted() throws Exception {
      CampaignId campaign = fixture.claimable(8, 1);
      List<Finished> finished =
          claim(8).stream()
              .map(batch -> new Finished(batch, failing(failure(FailureKind.NO_CONNECTION))))
              .toList();
      work = with(new Patience.Limits(Duration.ofMinutes(5), Duration.ofMinutes(5)));
      CompletableFuture<Void> recording =
          CompletableFuture.runAsync(() -> fixture.runner.record(finished, work));
      inFlight.stop();
      recording.get(10, TimeUnit.SECONDS);
      assertThat(fixture.statuses(campaign)).hasSize(8).containsOnly(BatchStatus.CLAIMED);
      assertThat(fixture.metrics.failed.getCount()).isZero();
      assertThat(inFlight.size()).isZero();
    }
  }

  @Nested
  class WhatIsLate {

    @Test
    void isRecordedInSmallerParts() {
      fixture.claimable(8, 1);
      AtomicInteger failures = new AtomicInteger(3);
      List<Finished> finished =
          claim(8).stream()
              .map(
                  batch ->
                      new Finished(batch, after(failures, failure(FailureKind.DEADLINE), batch)))
              .toList();
      fixture.runner.record(finished, work);
      assertThat(fixture.handler.told)
          .filteredOn(told -> told.startsWith("recorded"))
          .containsExactlyInAnyOrder(
              "recorded 1 by one", "recorded 1 by one", "recorded 2 by one", "recorded 4 by one");
      assertThat(inFlight.size()).isZero();
    }

    @Test
    void isTriedAgainBehindTheOthersOfItsCampaign() {
      fixture.claimable(3, 1);
      List<Batch> batches = claim(3);
      AtomicInteger failures = new AtomicInteger(1);
      Recording late =
          () -> {
            if (failures.getAndDecrement() <= 0) {
              return new Tally(1, 0, 0);
            }
            for (Batch other : batches.subList(1, 3)) {
              Finished finished = new Finished(other, () -> new Tally(0, 1, 0));
              fixture.runner.record(List.of(finished), work);
            }
            throw failure(FailureKind.DEADLINE);
          };
      fixture.runner.record(List.of(new Finished(batches.get(0), late)), work);
      assertThat(fixture.handler.told)
          .filteredOn(told -> told.startsWith("recorded"))
          .containsExactly("recorded 2 by one", "recorded 1 by one");
      assertThat(inFlight.size()).isZero();
    }

    @Test
    void isCountedInTheEndAndTheOthersAreRecorded() {
      CampaignId campaign = fixture.claimable(3, 1);
      work = with(new Patience.Limits(AT_ONCE, Duration.ofMillis(50)));
      List<Finished> finished =
          claim(3).stream()
              .map(
                  batch ->
                      batch.number() == 1
                          ? new Finished(batch, failing(failure(FailureKind.DEADLINE)))
                          : new Finished(batch, () -> new Tally(1, 0, 0)))
              .toList();
      fixture.runner.record(finished, work);
      assertThat(fixture.statuses(campaign))
          .containsExactly(BatchStatus.DONE, BatchStatus.READY, BatchStatus.DONE);
      assertThat(fixture.metrics.failed.getCount()).isEqualTo(1);
      assertThat(inFlight.size()).isZero();
    }
  }

  @Nested
  class WhatIsABatchsOwnFault {

    @Test
    void doesNotConcernTheOthersOfItsBundle() {
      CampaignId campaign = fixture.claimable(5, 1);
      List<Finished> finished =
          claim(5).stream()
              .map(
                  batch ->
                      batch.number() == 3
                          ? new Finished(batch, failing(new IllegalStateException("poison")))
                          : new Finished(batch, () -> new Tally(1, 0, 0)))
              .toList();
      fixture.runner.record(finished, work);
      assertThat(fixture.statuses(campaign))
          .containsExactly(
              BatchStatus.DONE,
              BatchStatus.DONE,
              BatchStatus.DONE,
              BatchStatus.READY,
              BatchStatus.DONE);
      assertThat(fixture.metrics.failed.getCount()).isEqualTo(1);
      assertThat(inFlight.size()).isZero();
    }

    @Test
    void failsItsCampaignWithTheLastAttempt() {
      fixture.claimable(1, 1);
      fixture.handler.performs =
          batch -> {
            throw new IllegalStateException("poison");
          };
      for (int attempt = 1; attempt <= 5; attempt++) {
        fixture.makeDue();
        assertThat(fixture.runner.perform(claim(1).get(0), work)).isEmpty();
      }
      assertThat(fixture.handler.told)
          .endsWith("failed with java.lang.IllegalStateException: poison by one");
    }

    @Test
    void isNotThatNodesWereLostWithIt() {
      CampaignId campaign = fixture.claimable(1, 1);
      fixture.loseBatches(5, 1);
      fixture.makeDue();
      Batch suspect = fixture.claims.claimSuspect("one").get(0);
      inFlight.begin(suspect);
      assertThat(fixture.runner.perform(suspect, work)).isPresent();
      fixture.lose("one");
      fixture.makeDue();
      assertThat(fixture.statuses(campaign)).containsExactly(BatchStatus.READY);
    }

    @Test
    void isThatANodeWasLostThatHadNothingElse() {
      CampaignId campaign = fixture.claimable(1, 1);
      fixture.loseBatches(5, 1);
      fixture.makeDue();
      fixture.claims.claimSuspect("two");
      fixture.lose("two");
      fixture.makeDue();
      Batch guilty = fixture.claims.claimSuspect("one").get(0);
      inFlight.begin(guilty);
      assertThat(fixture.runner.perform(guilty, work)).isEmpty();
      assertThat(fixture.statuses(campaign)).containsExactly(BatchStatus.FAILED);
      assertThat(fixture.handler.told)
          .anySatisfy(
              told ->
                  assertThat(told)
                      .contains("6 nodes were lost that had this batch, more than the 5 attempts"));
      assertThat(inFlight.size()).isZero();
    }
  }

  @Nested
  class WhatFailsAfterTheRecord {

    @Test
    void doesNotMakeItSeemThatNothingWasRecorded() {
      CampaignId campaign = fixture.claimable(10, 1);
      fixture.handler.shortens =
          () -> {
            throw new IllegalStateException("cannot be shortened");
          };
      Batch batch = claim(1).get(0);
      fixture.runner.record(List.of(new Finished(batch, () -> new Tally(0, 0, 1))), work);
      assertThat(fixture.statuses(campaign)).containsExactly(BatchStatus.DONE);
      assertThat(fixture.metrics.recordedSoFar()).isEqualTo(1);
      assertThat(fixture.metrics.refusedSoFar()).isZero();
      assertThat(fixture.metrics.failed.getCount()).isZero();
      assertThat(inFlight.size()).isZero();
    }
  }

  @Nested
  class AFailureThatCannotBeRecorded {

    @Test
    void leavesTheBatchToWhoeverFindsItUnknown() {
      CampaignId campaign = fixture.claimable(1, 1);
      fixture.handler.postpones =
          () -> {
            throw new OutOfMemoryError("for the test");
          };
      Batch batch = claim(1).get(0);
      fixture.runner.record(
          List.of(new Finished(batch, failing(new OutOfMemoryError("for the test")))), work);
      assertThat(inFlight.size()).isZero();
      assertThat(inFlight.isDoubtful()).isTrue();
      assertThat(inFlight.unsettled()).containsExactly(batch);
      assertThat(fixture.statuses(campaign)).hasSize(1);
    }

    /** The first to finish records for all: without it nobody would. */
    @Test
    void leavesTheTurnToTheNextBatchOfItsCampaign() {
      CampaignId campaign = fixture.claimable(4, 1);
      List<Batch> batches = claim(4);
      fixture.countFailuresBy(
          new Counting() {
            @Override
            public void inc() {
              throw new OutOfMemoryError("for the test");
            }
          });
      Finished next = new Finished(batches.get(1), () -> new Tally(1, 0, 0));
      AtomicBoolean queued = new AtomicBoolean();
      Recording failing =
          () -> {
            fixture.runner.record(List.of(next), work); // Queued behind the one that fails.
            queued.set(true);
            throw new IllegalStateException("poison");
          };
      fixture.runner.record(List.of(new Finished(batches.get(0), failing)), work);
      assertThat(queued).isTrue();
      assertThat(inFlight.now()).containsExactlyInAnyOrder(batches.get(2), batches.get(3));

      fixture.runner.record(List.of(new Finished(batches.get(2), () -> new Tally(1, 0, 0))), work);
      assertThat(fixture.statuses(campaign).get(2)).isEqualTo(BatchStatus.DONE);
    }
  }

  @Test
  void recordsUnderTheNameThatTheNodeHasByThen() {
    fixture.claimable(1, 1);
    Batch batch = claim(1).get(0);
    AtomicInteger names = new AtomicInteger(1);
    BatchRunner.Work renamed =
        new BatchRunner.Work(() -> "node." + names.get(), work.policy(), work.limits(), inFlight);
    Finished finished = fixture.runner.perform(batch, renamed).orElseThrow();
    names.incrementAndGet();
    fixture.runner.record(List.of(finished), renamed);
    assertThat(fixture.handler.told).endsWith("recorded 1 by node.2");
  }

  @Test
  void aNodeThatStopsBeginsNothing() {
    fixture.claimable(1, 1);
    Batch batch = claim(1).get(0);
    inFlight.stop();
    assertThat(fixture.runner.perform(batch, work)).isEmpty();
    assertThat(inFlight.size()).isZero();
  }
}
