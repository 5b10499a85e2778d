package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final InFlight inFlight = new InFlight();
  private final Batch batch = new Batch(CampaignId.create(), 0, 0, 1, 1, 0, 1);

  @BeforeEach
  void begin() {
    inFlight.begin(batch);
  }

  @Test
  void countsABatchThatEndsOnce() {
    inFlight.end(batch);
    inFlight.end(batch);
    assertThat(inFlight.size()).isZero();
    assertThat(inFlight.ended()).isEqualTo(1);
    assertThat(inFlight.isDoubtful()).isFalse();
  }

  /** Else the node would think that it is fast, and claim as many again. */
  @Test
  void doesNotCountAsEndedWhatIsHandedBack() {
    inFlight.handBack(batch);
    assertThat(inFlight.size()).isZero();
    assertThat(inFlight.ended()).isZero();
    assertThat(inFlight.isDoubtful()).isTrue();
    assertThat(inFlight.unsettled()).isEmpty();
  }

  @Test
  void remembersWhatFailedUntilItIsSettled() {
    inFlight.leave(batch);
    assertThat(inFlight.now()).isEmpty();
    assertThat(inFlight.isDoubtful()).isTrue();
    assertThat(inFlight.unsettled()).containsExactly(batch);
    inFlight.settled(inFlight.unsettled());
    assertThat(inFlight.unsettled()).isEmpty();
  }

  @Test
  void aDoubtIsTakenOnce() {
    inFlight.doubt();
    inFlight.takeDoubt();
    assertThat(inFlight.isDoubtful()).isFalse();
  }

  @Test
  void whoeverWaitsForRoomIsWokenByTheEndOfABatch() throws Exception {
    CompletableFuture<Void> room =
        CompletableFuture.runAsync(
            () -> {
              try {
                inFlight.awaitRoom(0, Duration.ofMinutes(1));
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
            });
    inFlight.handBack(batch);
    room.get(10, TimeUnit.SECONDS);
  }

  @Test
  void nobodyPausesWhenTheNodeStops() throws Exception {
    inFlight.stop();
    assertThat(inFlight.pause(Duration.ofMinutes(1))).isFalse();
    assertThat(inFlight.isStopped()).isTrue();
  }
}
