package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimWindowTest {

  private final ClaimWindow window = new ClaimWindow(0);

  private static long after(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void isOneForEachWorkerAtFirst() {
    assertThat(window.size(4, 0, after(1))).isEqualTo(4);
  }

  @Test
  void growsToWhatIsFinishedInFiftyMilliseconds() {
    assertThat(window.size(4, 100, after(100))).isEqualTo(54);
  }

  @Test
  void staysWithinItsLimit() {
    assertThat(window.size(4, 100_000, after(100))).isEqualTo(ClaimWindow.MOST);
  }

  @Test
  void shrinksAgainWhenBatchesTakeLong() {
    window.size(4, 10_000, after(100));
    assertThat(window.size(4, 10_001, after(1_100))).isEqualTo(4);
  }

  @Test
  void isNotJudgedByAShortMoment() {
    window.size(4, 100, after(100));
    assertThat(window.size(4, 100, after(110))).isEqualTo(54);
  }

  /** Or a node would hold more slow batches than it has workers. */
  @Test
  void isNotJudgedByTheOneThatHasJustEnded() {
    assertThat(window.size(1, 1, after(40))).isEqualTo(1);
    assertThat(window.size(1, 1, after(500))).isEqualTo(1);
    assertThat(window.size(1, 2, after(540))).isEqualTo(1);
  }

  @Test
  void isEmptyWithoutWorkers() {
    assertThat(window.size(0, 10_000, after(100))).isZero();
  }
}
