package io.domainflow.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Counts the connections that {@link Database} has taken from the pool, and lets nobody wait for
 * one beyond its deadline: the pool has the same patience with everyone. Thread-safe.
 */
public final class PoolUse {

  /** As the pool's own, {@code max-wait-time-in-millis}. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Semaphore free = new Semaphore(SchemaMigration.POOL_SIZE);

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger lent = new AtomicInteger();

  PoolUse() {}

  /**
   * A connection of the pool; {@link #gaveBack} is called when it was closed.
   *
   * @param patience how long the caller has time for one to become free
   */
  Connection borrow(DataSource pool, Duration patience) throws SQLException {
    waiting.incrementAndGet();
    try {
      await(patience);
      return lend(pool);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private Connection lend(DataSource pool) throws SQLException {
    lent.incrementAndGet();
    try {
      return pool.getConnection();
    } catch (Throwable failure) { // Whatever it is, there is nothing to give back.
      gaveBack();
      throw failure;
    }
  }

  void gaveBack() {
    lent.decrementAndGet();
    free.release();
  }

  private void await(Duration patience) throws SQLException {
    try {
      Duration limit = patience.compareTo(LONGEST_WAIT) < 0 ? patience : LONGEST_WAIT;
      if (free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new SQLException("No connection of the pool has become free in time.");
  }

  /** Threads that wait for a connection. */
  public int waiting() {
    return waiting.get();
  }

  /** Connections in use. */
  public int lent() {
    return lent.get();
  }
}
