package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.metrics.StorageWarning.Part;
import io.domainflow.witness.LogCapture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorageWarningTest {

  private final RuntimeException failure = new IllegalStateException("no disk");

  private final SettableClock clock = new SettableClock();
  private StorageWarning warning;
  private LogCapture log;

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    void advance(Duration step) {
      now = now.plus(step);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  @SuppressWarnings("UnnecessaryAssignment") // There is no framework here.
  void create() {
    warning = new StorageWarning();
    warning.clock = clock;
    log = LogCapture.of(StorageWarning.class);
  }

  @AfterEach
  void release() {
    log.close();
  }

  private List<String> warnings() {
    return log.records().stream()
        .filter(entry -> entry.getLevel().equals(Level.WARNING))
        .map(entry -> entry.getMessage())
        .toList();
  }

  @Test
  void itIsWarnedOnceAMinuteHoweverOftenAnyPartFails() {
    for (int second = 0; second < 60; second++) {
      warning.failed(Part.ROWS, failure);
      warning.failed(Part.PERIODS, failure);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(warnings()).hasSize(1);
    warning.failed(Part.ROWS, failure);
    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(1)).contains("rows of operations", "what was counted");
  }

  @Test
  void onePartThatWorksDoesNotHideAnotherThatDoesNot() {
    warning.failed(Part.PERIODS, failure);
    warning.succeeded(Part.ROWS);
    assertThat(warning.isFailing(Part.PERIODS)).isTrue();
    assertThat(warning.isFailing(Part.ROWS)).isFalse();
    assertThat(log.records()).hasSize(1);
  }

  /** What fails and works in turns is told of as often as it is warned of. */
  @Test
  void theEndIsToldOnceForEachWarning() {
    for (int round = 0; round < 10; round++) {
      warning.failed(Part.ROWS, failure);
      warning.succeeded(Part.ROWS);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(log.records())
        .extracting(entry -> entry.getLevel())
        .containsExactly(Level.WARNING, Level.INFO);
  }

  @Test
  void aClockThatIsSetBackDoesNotSilenceIt() {
    warning.failed(Part.ROWS, failure);
    clock.advance(Duration.ofDays(-1));
    warning.failed(Part.ROWS, failure);
    assertThat(warnings()).hasSize(2);
  }
}
