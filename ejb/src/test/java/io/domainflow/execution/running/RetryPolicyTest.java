package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

  private static final RandomGenerator RANDOM = RandomGenerator.of("L64X128MixRandom");

  private final RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1));

  @Test
  void retriesUntilTheLastAttempt() {
    assertThat(policy.retries(4)).isTrue();
    assertThat(policy.retries(5)).isFalse();
    assertThat(policy.retries(6)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 500, 1000", "2, 1000, 2000", "4, 4000, 8000", "9, 128000, 256000"})
  void doublesTheWaitAndSpreadsItOverItsUpperHalf(long attempt, long least, long most) {
    for (int round = 0; round < 1_000; round++) {
      assertThat(policy.delayAfter(attempt, RANDOM).toMillis()).isBetween(least, most);
    }
  }

  @ParameterizedTest
  @CsvSource({"10", "40", "9223372036854775807"})
  void neverWaitsLongerThanFiveMinutes(long attempt) {
    assertThat(policy.delayAfter(attempt, RANDOM))
        .isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
  }

  @Test
  void differsFromCallToCall() {
    assertThat(RANDOM.longs(20).mapToObj(ignored -> policy.delayAfter(3, RANDOM)).distinct())
        .hasSizeGreaterThan(1);
  }
}
