package io.domainflow.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Follows one transaction on its connection, from its first statement to PostgreSQL's answer to its
 * end. {@link Database#track} names it for the transaction of the caller. All methods are called on
 * the thread of the transaction.
 */
public interface TransactionTracker {

  /**
   * The connection of the transaction is known; nothing was sent on it yet.
   *
   * @param abort cuts the connection as long as it serves this transaction, from any thread
   */
  void connected(ServerSession session, Runnable abort);

  /** What is left until the deadline; zero or less when it has passed. */
  Duration remaining();

  /** How long the connection may wait for the answer to the statement that is about to be sent. */
  Duration patience();

  /**
   * What has to reach PostgreSQL before the statement that is about to be sent. It costs no round
   * trip of its own when the statement goes through {@link Database}.
   *
   * @throws SQLException to refuse the statement; nothing is sent then
   */
  List<SqlStatement> ahead() throws SQLException;

  /** PostgreSQL went back to a savepoint, and to the settings that held there. */
  void undone();

  /** COMMIT is about to be sent: from now on the transaction may be committed. */
  void committing();

  /** PostgreSQL has answered that the transaction is committed. */
  void committed();

  /**
   * COMMIT failed, or what is done before it is sent; then {@link #committing} was not called.
   *
   * @param isAnswered whether PostgreSQL has refused it; else its answer was lost
   */
  void commitFailed(SQLException failure, boolean isAnswered);

  /** The transaction was rolled back, or its connection is gone. COMMIT was not sent. */
  void rolledBack();

  /** The container has completed the transaction; it does not know what PostgreSQL answered. */
  void completed(boolean isCommitted);
}
