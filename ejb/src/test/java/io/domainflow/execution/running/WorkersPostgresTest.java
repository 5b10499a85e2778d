package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchStatus;
import io.domainflow.execution.Tally;
import io.domainflow.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How batches get to the threads of a node, and what becomes of those that do not. */
class WorkersPostgresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RunnerFixture fixture = new RunnerFixture();
  private final InFlight inFlight = new InFlight();
  private final WorkPace pace = new WorkPace();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Set<Batch> begun = ConcurrentHashMap.newKeySet();
  private Workers workers = workers(1, Thread::new);

  @AfterEach
  void drop() throws InterruptedException {
    gate.countDown();
    inFlight.stop();
    assertThat(workers.stop(PATIENCE)).isTrue();
    fixture.close();
  }

  private Workers workers(int size, ThreadFactory factory) {
    BatchRunner.Work work =
        new BatchRunner.Work(
            () -> "one",
            new RetryPolicy(5, Duration.ofMinutes(1)),
            Patience.Limits.DEFAULT,
            inFlight);
    return new Workers(fixture.runner, work, size, factory, pace);
  }

  private List<Batch> claim(int batches) {
    fixture.claimable(batches, 1);
    List<Batch> claimed = fixture.claims.claim("one", batches);
    assertThat(claimed).hasSize(batches);
    return claimed;
  }

  /** From now on each batch waits for the gate when it has begun. */
  private void close() {
    fixture.handler.performs =
        batch -> {
          begun.add(batch);
          await(gate);
          return () -> new Tally(batch.size(), 0, 0);
        };
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void awaitBegun(int batches) {
    Eventually.until(batches + " batches have begun", () -> begun.size() == batches);
  }

  private void awaitNone() {
    Eventually.until("all batches have come to their end", () -> inFlight.size() == 0);
  }

  private void makeFast() {
    for (int batch = 0; batch < 1_000; batch++) {
      pace.took(1);
    }
  }

  @Test
  void aBatchOfUnknownLengthHasAWorkerOfItsOwn() {
    workers.resize(2);
    close();
    workers.handOver(claim(3));
    awaitBegun(2);
    assertThat(inFlight.size()).isEqualTo(3);
  }

  @Test
  void shortBatchesAreDoneAndRecordedTogether() {
    workers.resize(4);
    Eventually.until(
        "ten batches were recorded together",
        () -> {
          makeFast(); // The machine may have been slow by itself.
          workers.handOver(claim(10));
          awaitNone();
          return fixture.handler.told.contains("recorded 10 by one");
        });
  }

  @Test
  void aGroupWhoseBatchesTurnOutSlowIsHandedOnOneByOne() {
    workers.resize(2);
    makeFast();
    CountDownLatch two = new CountDownLatch(2);
    AtomicInteger first = new AtomicInteger();
    fixture.handler.performs =
        batch -> {
          if (first.getAndIncrement() == 0) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < 2 * WorkPace.GROUP.toNanos()) {
              Thread.onSpinWait();
            }
          } else { // No worker comes past this alone.
            two.countDown();
            await(two);
          }
          return () -> new Tally(batch.size(), 0, 0);
        };
    workers.handOver(claim(3));
    awaitNone();
    assertThat(fixture.handler.told.stream().filter(told -> told.startsWith("recorded")))
        .hasSizeBetween(1, 3);
    assertThat(two.getCount()).isZero();
    assertThat(fixture.metrics.recordedSoFar()).isEqualTo(3);
  }

  @Test
  void whatHasNotBegunIsHandedBackWhenItHasWaitedForTooLong() {
    close();
    List<Batch> batches = claim(3);
    workers.handOver(batches);
    awaitBegun(1);
    workers.handBack(Duration.ofHours(1));
    assertThat(inFlight.size()).isEqualTo(3);
    assertThat(inFlight.isDoubtful()).isFalse();

    workers.handBack(Duration.ZERO);
    assertThat(inFlight.now()).isEqualTo(begun);
    assertThat(inFlight.isDoubtful()).isTrue();
    gate.countDown();
    awaitNone();
    assertThat(begun).hasSize(1);
  }

  @Test
  void aStopLeavesWhatHasNotBegunToOthers() throws InterruptedException {
    close();
    CampaignId campaign = fixture.claimable(3, 1);
    workers.handOver(fixture.claims.claim("one", 3));
    awaitBegun(1);
    inFlight.stop();
    gate.countDown();
    assertThat(workers.stop(PATIENCE)).isTrue();
    assertThat(inFlight.size()).isZero();
    assertThat(begun).hasSize(1);
    fixture.nodes.leave("one");
    fixture.nodes.recover("two");
    assertThat(fixture.statuses(campaign))
        .containsExactlyInAnyOrder(BatchStatus.DONE, BatchStatus.READY, BatchStatus.READY);
    assertThat(fixture.claims.claim("two", 3)).hasSize(2).allMatch(batch -> batch.attempt() == 1);
  }

  @Test
  void nothingIsLostWhenNoThreadCanBeMade() throws InterruptedException {
    workers.stop(PATIENCE);
    workers =
        workers(
            1,
            task -> {
              throw new OutOfMemoryError("unable to create native thread, says the test");
            });
    workers.handOver(claim(2));
    assertThat(inFlight.size()).isZero();
    assertThat(inFlight.isDoubtful()).isTrue();
    assertThat(inFlight.unsettled()).isEmpty();
  }

  @Test
  void theThreadsThatThereAreDoTheWorkWhenNoOtherCanBeMade() throws InterruptedException {
    workers.stop(PATIENCE);
    AtomicInteger threads = new AtomicInteger();
    workers =
        workers(
            4,
            task -> {
              if (threads.getAndIncrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread, says the test");
              }
              return new Thread(task);
            });
    workers.handOver(claim(5));
    awaitNone();
    assertThat(fixture.metrics.recordedSoFar()).isEqualTo(5);
    assertThat(inFlight.isDoubtful()).isFalse();
  }
}
