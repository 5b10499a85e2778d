package io.domainflow.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts the connections that {@link Database} has taken from the pool. Thread-safe. */
public final class PoolUse {

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger lent = new AtomicInteger();

  PoolUse() {}

  /** A connection of the pool; {@link #gaveBack} is called when it was closed. */
  Connection borrow(DataSource pool) throws SQLException {
    waiting.incrementAndGet();
    try {
      Connection connection = pool.getConnection();
      lent.incrementAndGet();
      return connection;
    } finally {
      waiting.decrementAndGet();
    }
  }

  void gaveBack() {
    lent.decrementAndGet();
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
