package io.domainflow.execution;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed batch is tried again: exponential backoff with full jitter (M. Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), of which at least half is kept so
 * that a poisoned batch really backs off.
 *
 * @param attempts how often a batch is tried in all, 1 or more
 * @param base the wait before the second attempt, on average three quarters of it
 */
record RetryPolicy(int attempts, Duration base) {

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 30;

  /** Whether another attempt follows the {@code attempt}-th, counted from 1. */
  boolean retries(long attempt) {
    return attempt < attempts;
  }

  /** The wait after the {@code attempt}-th attempt, counted from 1. */
  Duration delayAfter(long attempt, RandomGenerator random) {
    long doublings = Math.min(attempt - 1, MAX_DOUBLINGS);
    long ceiling = Math.min(base.toMillis() << doublings, LONGEST.toMillis());
    return Duration.ofMillis(ceiling - random.nextLong(ceiling / 2 + 1));
  }
}
