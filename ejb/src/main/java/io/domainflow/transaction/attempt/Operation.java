package io.domainflow.transaction.attempt;

import io.domainflow.CampaignId;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.compensation.Compensation;
import io.domainflow.transaction.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation under way: its deadline and what its attempts have come to so far. Written by the
 * thread that runs it; the volatile parts are read by others.
 */
final class Operation {

  private final TransactionOptions options;
  private final Instant startedAt;
  private final long startNanos = System.nanoTime();
  private final Thread thread = Thread.currentThread();
  private final List<FailedAttempt> failures = new ArrayList<>();
  private final Set<Compensation> owed = new LinkedHashSet<>();
  private volatile @Nullable CampaignId campaign;
  private volatile @Nullable Attempt<?> attempt;
  private volatile boolean warned;

  Operation(TransactionOptions options, Instant startedAt) {
    this.options = options;
    this.startedAt = startedAt;
    this.campaign = options.campaign();
  }

  /**
   * An attempt that failed, how long it took and how long was waited after it.
   *
   * @param other the operation that it collided with; empty if it is not known
   */
  record FailedAttempt(
      Failure failure, String step, Duration took, Duration waited, String other) {}

  TransactionOptions options() {
    return options;
  }

  String name() {
    return options.operation();
  }

  Thread thread() {
    return thread;
  }

  Instant startedAt() {
    return startedAt;
  }

  @Nullable CampaignId campaign() {
    return campaign;
  }

  void concerns(CampaignId known) {
    campaign = known;
  }

  @Nullable Attempt<?> attempt() {
    return attempt;
  }

  void begin(Attempt<?> next) {
    attempt = next;
  }

  /** Attempts that have failed and were given up, oldest first. */
  List<FailedAttempt> failures() {
    return failures;
  }

  void add(FailedAttempt failed) {
    failures.add(failed);
  }

  /** Compensations of steps that ran in failed attempts, in the order in which they ran. */
  Set<Compensation> owed() {
    return owed;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** What is left until the deadline; zero or less when it has passed. */
  Duration remaining() {
    return options.timeout().minus(age());
  }

  boolean isExpired() {
    return remaining().isNegative() || remaining().isZero();
  }

  /** Whether this is the first call: a warning is given once. */
  boolean warnOnce() {
    boolean first = !warned;
    warned = true;
    return first;
  }

  @Override
  public String toString() {
    CampaignId known = campaign;
    return known == null ? name() : name() + " of campaign " + known;
  }
}
