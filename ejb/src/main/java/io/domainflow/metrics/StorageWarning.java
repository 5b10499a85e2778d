package io.domainflow.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Warns that monitoring cannot do its work, at most once a minute, whatever fails; and tells when
 * what was warned of is over. Thread-safe.
 */
@ApplicationScoped
public class StorageWarning {

  private static final Logger LOGGER = Logger.getLogger(StorageWarning.class.getName());

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  @Inject Clock clock;

  private @Nullable Instant warnedAt;
  private final Set<Part> failing = EnumSet.noneOf(Part.class);
  private final Set<Part> announced = EnumSet.noneOf(Part.class);

  /** What may fail while the rest goes on. */
  public enum Part {
    ROWS("rows of operations are not stored"),
    PERIODS("what was counted is not stored"),
    UPKEEP("its tables are not looked after"),
    DEBTS("compensation debts are not counted");

    private final String failure;

    Part(String failure) {
      this.failure = failure;
    }
  }

  /** A part has failed; it will be tried again. */
  public synchronized void failed(Part part, Throwable failure) {
    failing.add(part);
    Instant now = clock.instant();
    if (isDue(now)) {
      warnedAt = now;
      announced.addAll(failing);
      String what = failing.stream().map(each -> each.failure).collect(Collectors.joining(", "));
      LOGGER.log(
          Level.WARNING, failure, () -> "Monitoring is behind: " + what + "; operations go on.");
    }
  }

  /** A clock that was set back does not silence it. */
  private boolean isDue(Instant now) {
    Instant before = warnedAt;
    return before == null || now.isBefore(before) || !now.isBefore(before.plus(INTERVAL));
  }

  /** Whether the last attempt failed. */
  synchronized boolean isFailing(Part part) {
    return failing.contains(part);
  }

  /** A part has done its work. */
  public synchronized void succeeded(Part part) {
    failing.remove(part);
    if (announced.remove(part)) {
      LOGGER.info(() -> "Monitoring goes on again where " + part.failure + " before.");
    }
  }
}
