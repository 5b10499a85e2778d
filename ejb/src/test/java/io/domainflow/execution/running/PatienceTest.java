package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.Eventually;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private final Patience patience =
      new Patience(new Patience.Limits(Duration.ZERO, Duration.ofHours(1)));
  private final Patience impatience =
      new Patience(new Patience.Limits(Duration.ZERO, Duration.ofHours(1)).impatient());

  private static Exception late() {
    return new SQLException("no luck", "57014");
  }

  private static Exception lost() {
    return new SQLException("no luck", "08006");
  }

  @Test
  void hasNoEndForWhatIsNobodysFault() {
    assertThat(patience.lasts(lost())).isTrue();
    assertThat(impatience.lasts(lost())).isTrue();
  }

  @Test
  void hasAnEndForWhatIsLate() {
    assertThat(patience.lasts(late())).isTrue();
    assertThat(impatience.lasts(late())).isFalse();
  }

  @Test
  void isNotHadWithWhatIsAtFaultItself() {
    assertThat(patience.lasts(new IllegalStateException("poison"))).isFalse();
  }

  /** Not from its making: a batch may have waited for a minute before anything was late. */
  @Test
  void countsFromTheFirstTimeThatSomethingIsLate() {
    Patience brief = new Patience(new Patience.Limits(Duration.ZERO, Duration.ofMillis(20)));
    Eventually.until("it has been there for a while", () -> !brief.lasts(late()));
    Patience unused = new Patience(new Patience.Limits(Duration.ZERO, Duration.ofMillis(20)));
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < Duration.ofMillis(30).toNanos()) {
      Thread.onSpinWait();
    }
    assertThat(unused.lasts(late())).isTrue();
  }
}
