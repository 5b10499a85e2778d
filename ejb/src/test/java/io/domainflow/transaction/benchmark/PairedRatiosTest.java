package io.domainflow.transaction.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedRatiosTest {

  @Test
  void equalRatiosLeaveNoDoubt() {
    PairedRatios ratios = PairedRatios.of(List.of(9.0, 18.0, 4.5), List.of(10.0, 20.0, 5.0));
    assertThat(List.of(ratios.mean(), ratios.low(), ratios.high()))
        .allSatisfy(ratio -> assertThat(ratio).isCloseTo(0.9, within(1e-9)));
  }

  @Test
  void theMeanOfOppositeRatiosIsOneAndTheIntervalHoldsIt() {
    PairedRatios ratios = PairedRatios.of(List.of(2.0, 1.0, 2.0, 1.0), List.of(1.0, 2.0, 1.0, 2.0));
    assertThat(ratios.mean()).isCloseTo(1, within(1e-9));
    assertThat(ratios.low()).isLessThan(1);
    assertThat(ratios.high()).isGreaterThan(1);
  }

  @Test
  void roundsWithoutTheirPairAreRefused() {
    assertThatThrownBy(() -> PairedRatios.of(List.of(1.0), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
