package io.domainflow.execution.running;

import io.domainflow.execution.Batch;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed batch is tried again: exponential backoff with equal jitter (M. Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), so that a poisoned batch really
 * backs off.
 *
 * @param attempts how often a batch is tried in all, 1 or more
 * @param base the wait before the second attempt, on average three quarters of it
 */
record RetryPolicy(int attempts, Duration base) {

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 30;

  /** Whether another attempt follows the {@code trial}-th, counted from 1. */
  boolean retries(long trial) {
    return trial < attempts;
  }

  /** The wait after the {@code trial}-th attempt, counted from 1. */
  Duration delayAfter(long trial, RandomGenerator random) {
    long doublings = Math.min(trial - 1, MAX_DOUBLINGS);
    long ceiling = Math.min(base.toMillis() << doublings, LONGEST.toMillis());
    return Duration.ofMillis(ceiling - random.nextLong(ceiling / 2 + 1));
  }

  /** Whether a batch that nodes were lost with so often may be what has killed them. */
  boolean suspects(long losses) {
    return losses >= attempts;
  }

  /**
   * Why a batch that was just claimed is not even begun; empty if it is. One more loss than makes
   * it suspect was a loss of a node that had nothing else, unless fewer attempts were set since.
   */
  Optional<String> verdict(Batch batch) {
    if (batch.losses() > attempts) {
      return Optional.of(
          "%d nodes were lost that had this batch, more than the %d attempts that it has"
              .formatted(batch.losses(), attempts));
    }
    return batch.trial() > attempts
        ? Optional.of(
            "every one of %d attempts ended without a result".formatted(batch.trial() - 1))
        : Optional.empty();
  }
}
