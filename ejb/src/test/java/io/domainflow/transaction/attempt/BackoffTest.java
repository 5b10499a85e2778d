package io.domainflow.transaction.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void theBackoffDoublesItsCeilingUpToTheLongestWait() {
    Duration base = Duration.ofMillis(100);
    Random random = new Random(1);
    for (int attempt = 1; attempt <= 100; attempt++) {
      Duration ceiling = base.multipliedBy(1L << Math.min(attempt - 1, 20));
      Duration wait = Backoff.after(attempt, base, random);
      assertThat(wait)
          .isGreaterThanOrEqualTo(Duration.ZERO)
          .isLessThanOrEqualTo(ceiling)
          .isLessThanOrEqualTo(Backoff.LONGEST);
    }
    assertThat(Backoff.after(5, Duration.ZERO, random)).isZero();
  }
}
