package io.domainflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {

  private static final Duration SHORT = Duration.ofMillis(40);

  @Test
  void looksAgainUntilItHolds() {
    AtomicInteger looks = new AtomicInteger();
    Eventually.until("the third look", () -> looks.incrementAndGet() == 3);
    assertThat(looks).hasValue(3);
  }

  @Test
  void returnsWhatIsFound() {
    AtomicInteger looks = new AtomicInteger();
    assertThat(
            Eventually.within(SHORT)
                .isPresent(
                    "a second", () -> Optional.of(looks.incrementAndGet()).filter(n -> n > 1)))
        .isEqualTo(2);
  }

  @Test
  void saysWhatWasAwaitedWhenTheDeadlinePassed() {
    assertThatThrownBy(() -> Eventually.within(SHORT).holds("pigs fly", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("until pigs fly")
        .hasMessageContaining("PT0.04S")
        .hasNoCause();
  }

  @Test
  void takesAFailedLookForNotYetAndKeepsTheLastAsCause() {
    IOException refused = new IOException("refused");
    assertThatThrownBy(
            () ->
                Eventually.within(SHORT)
                    .holds(
                        "it answers",
                        () -> {
                          throw refused;
                        }))
        .isInstanceOf(AssertionError.class)
        .hasCause(refused);
  }

  @Test
  void endsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Eventually.until("never", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
