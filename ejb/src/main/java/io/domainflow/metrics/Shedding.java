package io.domainflow.metrics;

/**
 * How many rows are kept when recording takes more time than it may.
 *
 * @param share the part of the processors' time that recording took lately, 0 or more
 * @param kept the part of the committed operations' rows that is kept, above 0 and at most 1
 */
record Shedding(double share, double kept) {

  /** Eased in steps, for the cost of more rows is seen only afterwards. */
  private static final double EASE = 1.5;

  /** A few rows are always kept: without any, nothing would tell that there is room again. */
  private static final double LEAST_KEPT = 0.001;

  /** Before anything was measured. */
  static final Shedding NONE = new Shedding(0, 1);

  /** What follows from a share that was measured while {@link #kept} was in force. */
  Shedding after(double measured, double limit) {
    return new Shedding(
        measured,
        measured > limit
            ? Math.max(LEAST_KEPT, kept * limit / measured)
            : Math.min(1, kept * EASE));
  }
}
