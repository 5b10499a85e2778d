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
  private boolean sending;
  private boolean open;
  private @Nullable Connection handle;
  private @Nullable PoolUse lender;
  private @Nullable SQLException lastFailure;

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
      connection = use.borrow(pool);
      handle = connection;
      lender = use;
    }
    return connection;
  }

  /** Gives the handle back; the connection stays with the transaction until that has ended. */
  void release() throws SQLException {
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

  TransactionTracker tracker() {
    return tracker;
  }

  /** Sends {@code write} with the next statement, or at the end of the transaction. */
  void defer(SqlStatement write) {
    pending.add(write);
  }

  /** A statement has failed. */
  void failed(SQLException failure) {
    lastFailure = failure;
  }

  /** What failed was undone, by a rollback to a savepoint. */
  void healed() {
    lastFailure = null;
  }

  @Nullable SQLException lastFailure() {
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

  /**
   * Takes everything that goes before the next statement, and lets that statement pass the
   * connection until {@link #sent} is called.
   */
  List<SqlStatement> send() throws SQLException {
    List<SqlStatement> ahead = new ArrayList<>(tracker.ahead());
    ahead.addAll(pending);
    pending.clear();
    sending = true;
    return ahead;
  }

  void sent() {
    sending = false;
  }

  /** PostgreSQL has answered to what was sent. */
  void answered() {
    open = true;
  }

  /** Takes everything that is still to be sent, with nothing but COMMIT behind it. */
  List<SqlStatement> sendLast() throws SQLException {
    try {
      return send();
    } finally {
      sent();
    }
  }

  /**
   * Called by the connection before a statement that it was asked for: sends what goes before it,
   * unless this is the statement that {@link #send} was called for.
   */
  void beforeStatement(Connection connection) throws SQLException {
    if (sending) {
      return;
    }
    try {
      List<SqlStatement> ahead = send();
      if (!ahead.isEmpty()) {
        Burst.send(connection, ahead);
        answered();
      }
    } catch (SQLException failure) { // Who asked for the statement may ignore it.
      failed(failure);
      throw failure;
    } finally {
      sent();
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
