package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final long ENDLESS = Duration.ofDays(365).toNanos();

  private final Patience patience = new Patience(new Patience.Limits(Duration.ZERO, HOUR));
  private final Patience impatience =
      new Patience(new Patience.Limits(Duration.ZERO, HOUR).impatient());

  private static Exception late() {
    return new SQLException("no luck", "57014");
  }

  private static Exception lost() {
    return new SQLException("no luck", "08006");
  }

  @Test
  void hasNoEndForWhatIsNobodysFault() {
    assertThat(patience.lasts(lost(), 0)).isTrue();
    assertThat(patience.lasts(lost(), ENDLESS)).isTrue();
    assertThat(impatience.lasts(lost(), 0)).isTrue();
  }

  @Test
  void hasAnEndForWhatIsLate() {
    assertThat(patience.lasts(late(), 0)).isTrue();
    assertThat(patience.lasts(late(), HOUR.toNanos() - 1)).isTrue();
    assertThat(patience.lasts(late(), HOUR.toNanos())).isFalse();
    assertThat(impatience.lasts(late(), 0)).isFalse();
  }

  @Test
  void isNotHadWithWhatIsAtFaultItself() {
    assertThat(patience.lasts(new IllegalStateException("poison"), 0)).isFalse();
  }

  /** Not from its making: a batch may have waited for long before anything was late. */
  @Test
  void countsFromTheFirstTimeThatSomethingIsLate() {
    assertThat(patience.lasts(lost(), 0)).isTrue();
    assertThat(patience.lasts(late(), 2 * HOUR.toNanos())).isTrue();
    assertThat(patience.lasts(late(), 3 * HOUR.toNanos() - 1)).isTrue();
    assertThat(patience.lasts(late(), 3 * HOUR.toNanos())).isFalse();
  }
}
