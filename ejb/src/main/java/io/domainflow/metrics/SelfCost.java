package io.domainflow.metrics;

import io.domainflow.config.Configuration;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What monitoring costs: the time that it takes on the operations' threads and on its own,
 * PostgreSQL included, as a share of the time of all processors. Beyond the limit the rows of
 * committed operations are shed; they are still counted. Thread-safe.
 */
@ApplicationScoped
public class SelfCost {

  /** A shorter time tells of one slow write, or of a start, and not of a load. */
  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  private static final double PERCENT = 100;

  @Inject Configuration configuration;

  private final LongAdder nanos = new LongAdder();
  private final LongAdder storedRows = new LongAdder();
  private final LongAdder storedBytes = new LongAdder();
  private final AtomicLong shed = new AtomicLong();
  private final long startNanos = System.nanoTime();
  private long limitPercent = 1;
  private long judgedNanos = startNanos;
  private long judgedCost;
  private volatile Shedding shedding = Shedding.NONE;

  @PostConstruct
  void read() {
    limitPercent = MetricsSettings.from(configuration).limitPercent();
  }

  /** Adds time that was spent since {@code sinceNanos}. */
  void add(long sinceNanos) {
    nanos.add(System.nanoTime() - sinceNanos);
  }

  /** Notes what was sent to PostgreSQL and stored there. */
  void stored(long rows, long bytes) {
    storedRows.add(rows);
    storedBytes.add(bytes);
  }

  /** How many rows were stored since the start, those of durable mode not included. */
  long storedRows() {
    return storedRows.sum();
  }

  /** How many bytes were sent for them. */
  long storedBytes() {
    return storedBytes.sum();
  }

  /** Whether the next row is to be stored. */
  boolean keepsRow() {
    double kept = shedding.kept();
    if (kept >= 1 || ThreadLocalRandom.current().nextDouble() < kept) {
      return true;
    }
    shed.incrementAndGet();
    return false;
  }

  /** Looks at the cost of the last ten seconds, and sheds more or less from now on. */
  synchronized void judge() {
    long now = System.nanoTime();
    if (now - judgedNanos < WINDOW_NANOS) {
      return;
    }
    long cost = nanos.sum();
    double capacity = (double) (now - judgedNanos) * Runtime.getRuntime().availableProcessors();
    shedding = shedding.after((cost - judgedCost) / capacity, limitPercent / PERCENT);
    judgedNanos = now;
    judgedCost = cost;
  }

  /** The share of the processors' time at the last look, 0 to 1. */
  double share() {
    return shedding.share();
  }

  /** The time spent since the start, in nanoseconds. */
  long nanos() {
    return nanos.sum();
  }

  /** The part of the committed operations' rows that is kept at present, 0 to 1. */
  double kept() {
    return shedding.kept();
  }

  /** How many rows were shed since the start. */
  long shed() {
    return shed.get();
  }
}
