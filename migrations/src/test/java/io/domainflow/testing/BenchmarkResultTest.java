package io.domainflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.testing.BenchmarkResult.Baseline;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkResultTest {

  @Test
  void comparesEachRoundWithItsOwnBaseline() {
    BenchmarkResult result =
        BenchmarkResult.of(
            "b",
            2,
            "1/s",
            List.of(10.0, 40.0, 30.0),
            new Baseline("plain", List.of(20.0, 20.0, 30.0)));
    assertThat(result.value()).isEqualTo(30.0);
    assertThat(result.baselineValue()).isEqualTo(20.0);
    assertThat(result.ratio()).isEqualTo(1.0);
    assertThat(result.ratioLow()).isEqualTo(0.5);
    assertThat(result.ratioHigh()).isEqualTo(2.0);
    assertThat(result.rounds()).isEqualTo(3);
  }

  @Test
  void takesTheMeanOfTheMiddleTwoOfAnEvenNumberOfRounds() {
    assertThat(
            BenchmarkResult.of(
                    "b", 1, "1/s", List.of(1.0, 4.0), new Baseline("p", List.of(1.0, 1.0)))
                .value())
        .isEqualTo(2.5);
  }

  @Test
  void refusesRoundsWithoutBaseline() {
    assertThatThrownBy(
            () -> BenchmarkResult.of("b", 1, "1/s", List.of(1.0), new Baseline("p", List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
