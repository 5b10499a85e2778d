package io.domainflow.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Warns that records cannot be stored, at most once a minute. Thread-safe. */
@ApplicationScoped
public class StorageWarning {

  private static final Logger LOGGER = Logger.getLogger(StorageWarning.class.getName());

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  @Inject Clock clock;

  private @Nullable Instant warnedAt;
  private boolean failing;

  /** {@code what} could not be stored; it is tried again. */
  synchronized void failed(String what, RuntimeException failure) {
    Instant now = clock.instant();
    Instant before = warnedAt;
    failing = true;
    if (before == null || !now.isBefore(before.plus(INTERVAL))) {
      warnedAt = now;
      LOGGER.log(
          Level.WARNING,
          failure,
          () -> what + " cannot be stored in transaction_metrics now; operations go on.");
    }
  }

  /** Whether the last attempt to store something failed. */
  synchronized boolean isFailing() {
    return failing;
  }

  /** Something was stored. */
  synchronized void stored() {
    if (failing) {
      failing = false;
      LOGGER.info("The records of operations are stored again.");
    }
  }
}
