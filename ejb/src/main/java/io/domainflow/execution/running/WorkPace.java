package io.domainflow.execution.running;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long batches take, so that short ones go to a worker several at a time: to wake a thread for
 * each would cost more than the batches themselves. The slowest of the last batches counts, not
 * their average, because those behind it in a group have to wait for it. Thread-safe.
 */
final class WorkPace {

  /** What a group may take: little beside the transaction that records it. */
  static final Duration GROUP = Duration.ofMillis(1);

  /** So much of the slowest is forgotten with each batch: half of it after 22. */
  private static final int FORGETFULNESS = 32;

  /** Until the first batch has ended each goes to a worker of its own. */
  private final AtomicLong slowest = new AtomicLong(GROUP.toNanos());

  /** A batch has taken so long. */
  void took(long nanos) {
    slowest.accumulateAndGet(
        nanos, (before, now) -> Math.max(now, before - before / FORGETFULNESS));
  }

  /** How many batches to give to one worker: at least 1. */
  int group() {
    return (int) Math.max(1, Math.min(ClaimWindow.MOST, GROUP.toNanos() / (1 + slowest.get())));
  }
}
