package io.domainflow.metrics.statistics;

import java.time.Duration;
import java.time.Instant;

/** The periods that histograms are stored for, and how long they are kept. */
public final class Periods {

  /** The shortest: what a node stores. */
  public static final Duration SHORT = Duration.ofSeconds(10);

  public static final Duration MINUTE = Duration.ofMinutes(1);

  public static final Duration HOUR = Duration.ofHours(1);

  /** How long the shortest are kept when minutes were made of them. */
  public static final Duration SHORT_KEPT = Duration.ofDays(2);

  /** How long minutes are kept when hours were made of them. */
  public static final Duration MINUTES_KEPT = Duration.ofDays(30);

  private Periods() {}

  /** The shortest period that is still kept of the time around {@code moment}. */
  public static Duration shortest(Instant moment, Instant now) {
    Duration age = Duration.between(moment, now);
    if (age.compareTo(SHORT_KEPT) < 0) {
      return SHORT;
    }
    return age.compareTo(MINUTES_KEPT) < 0 ? MINUTE : HOUR;
  }
}
