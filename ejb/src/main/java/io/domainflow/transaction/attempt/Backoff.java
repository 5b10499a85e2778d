package io.domainflow.transaction.attempt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The wait before another attempt: exponential with full jitter (M. Brooker, "Exponential Backoff
 * And Jitter", AWS Architecture Blog, 2015), so that operations that collided do not meet again.
 */
final class Backoff {

  /** No single wait is longer: beyond that, a deadline is better spent on attempts. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int MAX_DOUBLINGS = 20;

  private Backoff() {}

  /** The wait after {@code attempts} failed attempts, 1 or more; 0 to base times 2^(attempts-1). */
  static Duration after(int attempts, Duration base, RandomGenerator random) {
    int doublings = Math.min(attempts - 1, MAX_DOUBLINGS);
    long ceiling = Math.min(base.toNanos() << doublings, LONGEST.toNanos());
    return Duration.ofNanos(random.nextLong(ceiling + 1));
  }
}
