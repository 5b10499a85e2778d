package io.domainflow.database;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Database} and the connection know about one tracked transaction: who follows it, and
 * the writes that have not been sent yet. Bound to the JTA transaction, used by its thread alone.
 */
final class TransactionScope implements Synchronization {

  private final TransactionTracker tracker;
  private final List<SqlStatement> pending = new ArrayList<>();
  private boolean working = true;
  private boolean sending;
  private boolean open;
  private @Nullable Connection handle;
  private @Nullable PoolUse lender;
  private @Nullable Throwable lastFailure;

  TransactionScope(TransactionTracker tracker) {
    this.tracker = tracker;
  }

  /** The scope of the current transaction, empty if there is no transaction or nobody tracks it. */
  static Optional<TransactionScope> current(@Nullable TransactionSynchronizationRegistry registry) {
    return registry == null || registry.getTransactionKey() == null
        ? Optional.empty()
        : Optional.ofNullable((TransactionScope) registry.getResource(TransactionScope.class));
  }

  /** Binds this scope to the current transaction. */
  void bind(TransactionSynchronizationRegistry registry) {
    registry.putResource(TransactionScope.class, this);
    registry.registerInterposedSynchronization(this);
  }

  /** The pool's handle of the transaction's connection: taken once, for the pool counts handles. */
  Connection connection(PoolUse use, DataSource pool) throws SQLException {
    Connection connection = handle;
    if (connection == null) {
      connection = use.borrow(pool, tracker.remaining());
      handle = connection;
      lender = use;
    }
    return connection;
  }

  /**
   * The work has returned. Gives the handle back; the connection stays with the transaction until
   * that has ended.
   */
  void release() throws SQLException {
    working = false;
    Connection connection = handle;
    handle = null;
    PoolUse use = lender;
    lender = null;
    if (use != null) {
      use.gaveBack();
    }
    if (connection != null) {
      connection.close();
    }
  }

  /** Whether the work goes on on a connection: then nobody but it uses that. */
  boolean isWorking() {
    return working && (open || handle != null);
  }

  TransactionTracker tracker() {
    return tracker;
  }

  /** Sends {@code write} with the next statement, or at the end of the transaction. */
  void defer(SqlStatement write) {
    pending.add(write);
  }

  /** A statement has failed, or could not be sent. */
  void failed(Throwable failure) {
    lastFailure = failure;
  }

  /** What has happened since a savepoint was undone, what failed and what waits included. */
  void undone() {
    lastFailure = null;
    discard();
    tracker.undone();
  }

  @Nullable Throwable lastFailure() {
    return lastFailure;
  }

  void discard() {
    pending.clear();
  }

  /** Whether PostgreSQL has answered yet; then the tracker knows the transaction's id. */
  boolean isOpen() {
    return open;
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Sends what goes ahead of a statement, together with that statement or alone. */
  @FunctionalInterface
  interface Sending<T> {
    T send(List<SqlStatement> ahead) throws SQLException;
  }

  /**
   * Sends everything that goes before the next statement through {@code sender}, which may use the
   * connection. Whatever goes wrong, the transaction has failed: what waited is taken, and nobody
   * knows how much of it was sent.
   */
  <T> T send(Sending<T> sender) throws SQLException {
    sending = true;
    try {
      T value = sender.send(takeAll());
      open = true;
      return value;
    } catch (Throwable failure) { // Who asked for the statement may ignore it.
      failed(failure);
      throw failure;
    } finally {
      sending = false;
    }
  }

  /** Takes everything that is still to be sent. */
  List<SqlStatement> takeAll() throws SQLException {
    List<SqlStatement> all = new ArrayList<>(tracker.ahead());
    all.addAll(pending);
    pending.clear();
    return all;
  }

  /**
   * Called by the connection before a statement that it was asked for: sends what goes before it,
   * unless this is the statement that {@link #send} was called for.
   */
  void beforeStatement(Connection connection) throws SQLException {
    if (!sending) {
      send(
          ahead -> {
            if (!ahead.isEmpty()) {
              Burst.send(connection, ahead);
            }
            return ahead;
          });
    }
  }

  @Override
  public void beforeCompletion() {
    // Only the end is of interest.
  }

  /** Tells the tracker what the container says; it may know better. */
  @Override
  public void afterCompletion(int status) {
    if (status == Status.STATUS_COMMITTED && hasPending()) {
      tracker.commitFailed(
          new SQLException("Writes came too late to be sent: nothing was stored."), true);
    }
    tracker.completed(status == Status.STATUS_COMMITTED);
  }
}
