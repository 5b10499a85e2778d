package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import org.junit.jupiter.api.Test;

class StallsTest {

  private static final CampaignId CAMPAIGN = CampaignId.create();
  private static final long PATIENCE = Stalls.PATIENCE.toNanos();

  private final Stalls stalls = new Stalls();

  private static void inAnotherThread(Runnable wait) throws InterruptedException {
    Thread thread = new Thread(wait);
    thread.start();
    thread.join();
  }

  @Test
  void aCampaignStallsAfterAWhile() {
    stalls.begin(CAMPAIGN, 0);
    assertThat(stalls.campaigns(PATIENCE)).isEmpty();
    assertThat(stalls.threads(PATIENCE)).isZero();
    assertThat(stalls.campaigns(PATIENCE + 1)).containsExactly(CAMPAIGN);
    assertThat(stalls.threads(PATIENCE + 1)).isEqualTo(1);
  }

  @Test
  void notIfItGoesOnNorOnceItHasEnded() {
    stalls.begin(CAMPAIGN, 0);
    stalls.advance(CAMPAIGN, PATIENCE);
    assertThat(stalls.campaigns(2 * PATIENCE)).isEmpty();
    assertThat(stalls.campaigns(3 * PATIENCE)).isNotEmpty();
    stalls.end();
    assertThat(stalls.campaigns(3 * PATIENCE)).isEmpty();
  }

  @Test
  void whoWaitsAlreadyWaitsOnSinceTheFirstTime() {
    assertThat(stalls.begin(CAMPAIGN, 0)).isTrue();
    assertThat(stalls.begin(CAMPAIGN, PATIENCE)).isFalse();
    assertThat(stalls.campaigns(PATIENCE + 1)).isNotEmpty();
  }

  @Test
  void eachThreadWaitsForItself() throws InterruptedException {
    inAnotherThread(() -> stalls.begin(CAMPAIGN, 0));
    stalls.begin(CAMPAIGN, 0);
    assertThat(stalls.campaigns(2 * PATIENCE)).containsExactly(CAMPAIGN);
    assertThat(stalls.threads(2 * PATIENCE)).isEqualTo(2);
    stalls.end();
    assertThat(stalls.threads(2 * PATIENCE)).isEqualTo(1);
  }
}
