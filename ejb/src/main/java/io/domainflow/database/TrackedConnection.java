package io.domainflow.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;

/** One physical connection: passes everything on, and tells the transaction's tracker about it. */
final class TrackedConnection implements InvocationHandler {

  /** A connection that was idle for so long is asked before it is used again. */
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  /** So long it is waited for an answer. */
  private static final Duration VALIDATION = Duration.ofSeconds(2);

  /**
   * So long for the answer to a statement of nobody's transaction, which PostgreSQL ends before.
   */
  private static final Duration UNTRACKED = Duration.ofSeconds(10);

  /** connection_failure (PostgreSQL documentation, appendix A). */
  private static final String CONNECTION_FAILURE = "08006";

  /** in_failed_sql_transaction (PostgreSQL documentation, appendix A). */
  private static final String IN_FAILED_TRANSACTION = "25P02";

  /** invalid_transaction_termination (PostgreSQL documentation, appendix A). */
  private static final String INVALID_TRANSACTION_TERMINATION = "2D000";

  private final Connection physical;
  private final BaseConnection driver;
  private final Siblings siblings;
  private final ServerSession session;

  /** Whom it serves; read by whoever wants to abort it. */
  private volatile @Nullable TransactionScope scope;

  /** The container's transaction that has begun here and whose end was not seen yet. */
  private @Nullable Object begun;

  /** Whether it waits as long as for statements that nobody tracks. */
  private boolean untracked;

  private long lossesSeen;
  private long lastUse = System.nanoTime();

  private TrackedConnection(Connection physical, Siblings siblings) throws SQLException {
    this.physical = physical;
    this.driver = physical.unwrap(BaseConnection.class);
    this.siblings = siblings;
    this.lossesSeen = siblings.losses();
    this.session = ServerSession.of(physical);
    waitUntracked();
  }

  static Connection of(Connection physical, Siblings siblings) throws SQLException {
    return (Connection)
        Proxy.newProxyInstance(
            TrackedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new TrackedConnection(physical, siblings));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "setAutoCommit" -> {
        refuseWithinWork("setAutoCommit");
        setAutoCommit(Boolean.TRUE.equals(arguments == null ? null : arguments[0]));
        yield null;
      }
      case "commit" -> {
        refuseWithinWork("commit");
        commit();
        yield null;
      }
      case "rollback" -> {
        if (arguments != null) {
          yield rollbackToSavepoint(method, arguments);
        }
        refuseWithinWork("rollback");
        rollback();
        yield null;
      }
      case "prepareStatement", "prepareCall", "createStatement", "setSavepoint", "unwrap" -> {
        beforeStatement();
        yield pass(method, arguments);
      }
      case "setNetworkTimeout" -> {
        untracked = false; // For this borrower alone.
        yield pass(method, arguments);
      }
      case "setReadOnly", "setTransactionIsolation" ->
          throw new SQLFeatureNotSupportedException(
              method.getName() + " would stay for the connection's next user: use the options.");
      case "setClientInfo" -> null; // The pool would undo the label, in a round trip of its own.
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> pass(method, arguments);
    };
  }

  private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(physical, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  /** The pool calls this when it lends the connection, and when a transaction begins on it. */
  private void setAutoCommit(boolean autoCommit) throws SQLException {
    if (autoCommit) {
      scope = null;
      begun = null;
      waitUntracked();
    } else {
      validate();
      rollbackOpen();
      begun = siblings.transactionKey();
      TransactionScope tracked = siblings.scope().orElse(null);
      scope = tracked;
      if (tracked == null) {
        waitUntracked();
      } else {
        tracked.tracker().connected(session, () -> abort(tracked));
      }
    }
    physical.setAutoCommit(autoCommit);
    lastUse = System.nanoTime();
  }

  /**
   * When something goes wrong while a transaction is completed, the pool may lend its connection
   * again as it is: what is still open there must not be committed by the next who comes.
   */
  private void rollbackOpen() throws SQLException {
    if (driver.getTransactionState() != TransactionState.IDLE) {
      physical.rollback();
    }
  }

  /** Nor must it swallow what the next writes outside of transactions, who calls nothing first. */
  private void endForgotten() throws SQLException {
    if (begun != null && !begun.equals(siblings.transactionKey())) {
      physical.rollback();
      setAutoCommit(true);
    }
  }

  private void beforeStatement() throws SQLException {
    endForgotten();
    TransactionScope tracked = scope;
    if (tracked != null) {
      refuseEnded(tracked);
      wait(tracked);
      tracked.beforeStatement(physical);
    }
  }

  /** A server that does not answer any more must not hold the thread for ever. */
  private void wait(TransactionScope tracked) throws SQLException {
    setNetworkTimeout(tracked.tracker().patience());
  }

  private void waitUntracked() throws SQLException {
    if (!untracked) {
      setNetworkTimeout(UNTRACKED);
      untracked = true;
    }
  }

  private void setNetworkTimeout(Duration limit) throws SQLException {
    physical.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, limit.toMillis()));
    untracked = false;
  }

  private void validate() throws SQLException {
    long lost = siblings.losses();
    if (lost == lossesSeen && System.nanoTime() - lastUse < TRUSTED.toNanos()) {
      return;
    }
    if (siblings.isSilentSince(lastUse) || !isAnswering()) {
      siblings.lost();
      throw new SQLException("The connection to PostgreSQL is lost.", CONNECTION_FAILURE);
    }
    lossesSeen = lost;
  }

  private boolean isAnswering() throws SQLException {
    Duration limit = siblings.patience(VALIDATION);
    long asked = System.nanoTime();
    setNetworkTimeout(limit);
    if (physical.isValid(0)) { // Within the limit that was set.
      return true;
    }
    if (System.nanoTime() - asked >= limit.toNanos()) {
      siblings.silentSince(asked);
    }
    return false;
  }

  /**
   * Cuts the connection, from any thread, unless it serves somebody else by now. Should that one
   * just begin, it loses its connection too, and tries again.
   */
  private void abort(TransactionScope served) {
    if (scope == served) {
      siblings.lost();
      try {
        physical.abort(Runnable::run);
      } catch (SQLException closed) {
        // Then there is nothing to cut.
      }
    }
  }

  private void commit() throws SQLException {
    TransactionScope tracked = scope;
    begun = null;
    try {
      List<SqlStatement> last = prepareCommit(tracked);
      if (tracked == null) {
        physical.commit();
      } else {
        commit(tracked, last);
      }
    } catch (Throwable thrown) { // Errors too: the pool would do nothing with the connection.
      SQLException failure = asSqlException(thrown);
      noteLoss();
      if (tracked != null) {
        tracked.tracker().commitFailed(failure, isAnswered(failure));
      }
      reset();
      throw failure;
    } finally {
      scope = null;
    }
  }

  private static SQLException asSqlException(Throwable thrown) {
    return thrown instanceof SQLException failure
        ? failure
        : new SQLException("COMMIT could not be sent.", thrown);
  }

  /**
   * Whether PostgreSQL has refused and is there for more. What it says when it ends the session is
   * no answer: COMMIT may have been carried out before.
   */
  private boolean isAnswered(SQLException failure) throws SQLException {
    boolean isRefusal =
        failure instanceof PSQLException answer
            && (answer.getServerErrorMessage() != null
                || IN_FAILED_TRANSACTION.equals(answer.getSQLState()));
    return isRefusal && !driver.isClosed() && driver.getTransactionState() != TransactionState.OPEN;
  }

  private void commit(TransactionScope tracked, List<SqlStatement> last) throws SQLException {
    wait(tracked);
    TransactionTracker tracker = tracked.tracker();
    if (last.isEmpty()) {
      tracker.committing();
      physical.commit();
    } else {
      Burst.commit(physical, last, tracker::committing);
      if (driver.getTransactionState() != TransactionState.IDLE) {
        throw new SQLException("COMMIT was not carried out.", CONNECTION_FAILURE);
      }
    }
    tracker.committed();
  }

  /**
   * After a failed COMMIT the pool does nothing more with the connection, and lends it again as it
   * is: in a transaction, for ever.
   */
  private void reset() {
    try {
      physical.rollback();
      physical.setAutoCommit(true);
    } catch (SQLException lost) { // Validation finds that out before it is lent again.
      siblings.lost();
    }
  }

  /**
   * What may still fail before COMMIT is sent. The pool does not roll back when its COMMIT fails.
   *
   * @return what goes in one round trip with COMMIT: nothing before the transaction's id is known,
   *     for without it nobody could ask what became of them
   */
  private List<SqlStatement> prepareCommit(@Nullable TransactionScope tracked) throws SQLException {
    try {
      refuseFailed(tracked);
      if (tracked == null || !tracked.hasPending()) {
        return List.of();
      }
      if (tracked.isOpen()) {
        return tracked.takeAll();
      }
      tracked.beforeStatement(physical);
      return List.of();
    } catch (SQLException failure) {
      physical.rollback();
      if (tracked != null) {
        tracked.tracker().commitFailed(failure, true);
      }
      throw failure;
    }
  }

  /**
   * When a statement has failed, PostgreSQL and the driver take a COMMIT for a ROLLBACK. When the
   * driver has refused to send it, they do not, but what was to be sent with it is missing.
   */
  private void refuseFailed(@Nullable TransactionScope tracked) throws SQLException {
    if (tracked != null && tracked.lastFailure() == null) {
      refuseEnded(tracked);
    }
    boolean isIgnored = tracked != null && tracked.lastFailure() != null;
    if (isIgnored || driver.getTransactionState() == TransactionState.FAILED) {
      throw new SQLException(
          "A statement of the transaction failed and its failure was ignored; everything was"
              + " rolled back.",
          IN_FAILED_TRANSACTION,
          tracked == null ? null : tracked.lastFailure());
    }
  }

  private void rollback() throws SQLException {
    TransactionScope tracked = scope;
    begun = null;
    try {
      physical.rollback();
    } catch (SQLException failure) {
      noteLoss();
      throw failure;
    } finally {
      scope = null;
      if (tracked != null) {
        tracked.tracker().rolledBack();
      }
    }
  }

  /** Savepoints are set behind all that was written before: what waits now came later. */
  private @Nullable Object rollbackToSavepoint(Method method, Object[] arguments) throws Throwable {
    Object nothing = pass(method, arguments);
    TransactionScope tracked = scope;
    if (tracked != null) {
      tracked.undone();
    }
    return nothing;
  }

  /** Only the container ends the transaction of an operation, when the work has returned. */
  private void refuseWithinWork(String call) throws SQLException {
    TransactionScope tracked = scope;
    if (tracked != null && tracked.isWorking()) {
      throw failed(tracked, "The work of an operation has called " + call + " on its connection.");
    }
  }

  /** PostgreSQL has ended a transaction that nobody has ended here: by a statement of the work. */
  private void refuseEnded(TransactionScope tracked) throws SQLException {
    if (tracked.isOpen() && driver.getTransactionState() == TransactionState.IDLE) {
      throw failed(
          tracked, "A statement has ended the transaction; what came before it may be stored.");
    }
  }

  private static SQLException failed(TransactionScope tracked, String reason) {
    SQLException refusal = new SQLException(reason, INVALID_TRANSACTION_TERMINATION);
    tracked.failed(refusal);
    return refusal;
  }

  private void noteLoss() throws SQLException {
    if (physical.isClosed()) {
      siblings.lost();
    }
  }
}
