package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SheddingTest {

  private static final double LIMIT = 0.05;

  @Test
  void nothingIsShedBelowTheLimit() {
    assertThat(Shedding.NONE.after(0.049, LIMIT).kept()).isEqualTo(1);
  }

  /** Ten percent for all rows are five percent for half of them. */
  @Test
  void asManyRowsAreKeptAsTheLimitAllows() {
    assertThat(Shedding.NONE.after(0.1, LIMIT).kept()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void theCostComesDownToTheLimitAndStaysThere() {
    double costOfAll = 0.4;
    Shedding shedding = Shedding.NONE;
    for (int look = 0; look < 20; look++) {
      shedding = shedding.after(costOfAll * shedding.kept(), LIMIT);
      assertThat(costOfAll * shedding.kept()).isLessThanOrEqualTo(LIMIT * 1.5 + 1e-9);
    }
  }

  @Test
  void allRowsAreKeptAgainWhenTheLoadIsOver() {
    Shedding shedding = Shedding.NONE.after(50, LIMIT);
    for (int look = 0; look < 20; look++) {
      shedding = shedding.after(0.001, LIMIT);
    }
    assertThat(shedding.kept()).isEqualTo(1);
  }
}
