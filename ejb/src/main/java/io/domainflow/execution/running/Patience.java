package io.domainflow.execution.running;

import java.time.Duration;

/**
 * How long a worker goes on trying one thing that the database does not let it do. Used by one
 * thread.
 */
final class Patience {

  /**
   * How long it lasts.
   *
   * @param pause between two trials
   * @param late how long to go on after the database was too late for the first time
   */
  record Limits(Duration pause, Duration late) {

    /**
     * Long enough for a table that is locked while an index is built; short enough for a batch that
     * can never be recorded in its time.
     */
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(1), Duration.ofMinutes(3));

    /** The same with no time for what is late. */
    Limits impatient() {
      return new Limits(pause, Duration.ZERO);
    }
  }

  private final Limits limits;
  private boolean isLate;
  private long lateSinceNanos;

  Patience(Limits limits) {
    this.limits = limits;
  }

  /** Whether the same may be tried again after {@code failure}, which came at {@code nowNanos}. */
  boolean lasts(Throwable failure, long nowNanos) {
    Fault fault = Fault.of(failure);
    if (fault != Fault.LATENESS) {
      return fault == Fault.PASSING;
    }
    if (!isLate) {
      isLate = true;
      lateSinceNanos = nowNanos;
    }
    return nowNanos - lateSinceNanos < limits.late().toNanos();
  }
}
