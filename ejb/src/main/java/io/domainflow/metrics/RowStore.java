package io.domainflow.metrics;

import io.domainflow.database.DatabaseException;
import io.domainflow.metrics.StorageWarning.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Sends the rows that wait, in batches, each until it is stored or never can be. Thread-safe. */
final class RowStore {

  /** How many rows go in one transaction: twice as many were not faster. */
  private static final int BATCH = 5_000;

  /** After a failure; each further one doubles it. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(150);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** PostgreSQL's classes of failures that the data cause: to send it again is of no use. */
  private static final String DATA_CLASSES = "2[23].*";

  private final MetricQueue queue;
  private final StorageWarning warning;
  private final SelfCost cost;
  private List<TransactionMetric> batch = new ArrayList<>();
  private Duration pause = Duration.ZERO;
  private long failedNanos;

  RowStore(MetricQueue queue, StorageWarning warning, SelfCost cost) {
    this.queue = queue;
    this.warning = warning;
    this.cost = cost;
  }

  /**
   * Stores the rows that wait now; those that come meanwhile have their turn later. Does nothing
   * for a moment after a failure.
   *
   * @param target stores rows, and tells how many bytes it sent
   */
  synchronized void flush(ToLongFunction<List<TransactionMetric>> target) {
    if (System.nanoTime() - failedNanos >= pause.toNanos()) {
      flushAtOnce(target);
    }
  }

  /** The same, whatever happened before. */
  synchronized void flushAtOnce(ToLongFunction<List<TransactionMetric>> target) {
    int left = batch.size() + queue.depth();
    while (left > 0) {
      if (batch.isEmpty()) {
        queue.drainTo(batch, BATCH);
      }
      int size = batch.size(); // One that failed before may be small.
      left = isSettled(target) ? left - size : 0;
    }
  }

  /** How many rows wait, those under way included. */
  synchronized int waiting() {
    return batch.size() + queue.depth();
  }

  private boolean isSettled(ToLongFunction<List<TransactionMetric>> target) {
    long start = System.nanoTime();
    try {
      cost.stored(batch.size(), target.applyAsLong(batch));
      cost.add(start); // To wait in vain is no work, and fewer rows would not shorten it.
      settled();
      return true;
    } catch (RuntimeException failure) { // The table may be away, locked or full for a while.
      if (stateOf(failure).matches(DATA_CLASSES)) {
        return areSettledOneByOne(target);
      }
      failed(failure);
      return false;
    }
  }

  /** Stores what can be stored of a batch of which a row was stored already, or never can be. */
  private boolean areSettledOneByOne(ToLongFunction<List<TransactionMetric>> target) {
    List<TransactionMetric> left = batch;
    while (!left.isEmpty()) {
      List<TransactionMetric> first = left.subList(0, 1);
      try {
        cost.stored(1, target.applyAsLong(first));
      } catch (RuntimeException failure) { // As above.
        if (!isSettled(first, failure)) {
          batch = new ArrayList<>(left);
          failed(failure);
          return false;
        }
      }
      left = left.subList(1, left.size());
    }
    settled();
    return true;
  }

  /** A row that is there already is stored; one that never can be is dropped and counted. */
  private boolean isSettled(List<TransactionMetric> row, RuntimeException failure) {
    String sqlState = stateOf(failure);
    if (sqlState.equals(UNIQUE_VIOLATION)) {
      return true;
    }
    if (sqlState.matches(DATA_CLASSES)) {
      warning.failed(Part.ROWS, failure);
      queue.drop(row);
      return true;
    }
    return false;
  }

  private void settled() {
    batch = new ArrayList<>();
    pause = Duration.ZERO;
    warning.succeeded(Part.ROWS);
  }

  private void failed(RuntimeException failure) {
    warning.failed(Part.ROWS, failure);
    Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    failedNanos = System.nanoTime();
  }

  /** unique_violation (PostgreSQL documentation, appendix A). */
  private static final String UNIQUE_VIOLATION = "23505";

  /** Whether the same was stored before: its answer was lost. */
  static boolean isStoredAlready(RuntimeException failure) {
    return stateOf(failure).equals(UNIQUE_VIOLATION);
  }

  private static String stateOf(RuntimeException failure) {
    @Nullable Throwable cause = failure;
    while (cause != null && !(cause instanceof DatabaseException)) {
      cause = cause.getCause();
    }
    return cause instanceof DatabaseException refused ? refused.sqlState() : "";
  }
}
