package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkPaceTest {

  private final WorkPace pace = new WorkPace();

  private void took(int times, Duration duration) {
    for (int time = 0; time < times; time++) {
      pace.took(duration.toNanos());
    }
  }

  @Test
  void aBatchOfWhichNothingIsKnownGoesAlone() {
    assertThat(pace.group()).isEqualTo(1);
  }

  @Test
  void shortBatchesGoTogetherAndNeverMoreThanANodeHolds() {
    took(50, Duration.ofNanos(100_000));
    assertThat(pace.group()).isBetween(4, 10);
    took(500, Duration.ofNanos(1));
    assertThat(pace.group()).isEqualTo(ClaimWindow.MOST);
  }

  @Test
  void oneSlowBatchIsEnoughForAllToGoAlone() {
    took(500, Duration.ofNanos(1));
    took(1, Duration.ofSeconds(1));
    assertThat(pace.group()).isEqualTo(1);
  }
}
