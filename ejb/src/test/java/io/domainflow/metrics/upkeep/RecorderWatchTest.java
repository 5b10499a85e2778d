package io.domainflow.metrics.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecorderWatchTest {

  private static final int ROUNDS = 3;

  private final RecorderWatch watch = new RecorderWatch(ROUNDS);

  @Test
  void aNodeThatIsSilentForSoManyRoundsIsFound() {
    for (long round = 0; round < ROUNDS; round++) {
      assertThat(watch.silent(Map.of("dead", 7L, "alive", round))).isEmpty();
    }
    assertThat(watch.silent(Map.of("dead", 7L, "alive", 99L))).containsExactly("dead");
  }

  /** A node that was cut off meanwhile is heard in the round behind. */
  @Test
  void oneBeatIsEnoughToBeAlive() {
    for (long round = 0; round < 4L * ROUNDS; round++) {
      assertThat(watch.silent(Map.of("slow", round / ROUNDS))).isEmpty();
    }
  }

  @Test
  void aNodeThatHasGoneAndComesAgainIsNew() {
    for (int round = 0; round < ROUNDS; round++) {
      watch.silent(Map.of("node", 1L));
    }
    watch.silent(Map.of());
    assertThat(watch.silent(Map.of("node", 1L))).isEmpty();
  }
}
