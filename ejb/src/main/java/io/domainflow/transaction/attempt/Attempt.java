package io.domainflow.transaction.attempt;

import io.domainflow.database.ServerSession;
import io.domainflow.database.SqlStatement;
import io.domainflow.database.TransactionTracker;
import io.domainflow.transaction.OperationOutcome.SkippedStep;
import io.domainflow.transaction.compensation.Compensation;
import io.domainflow.transaction.compensation.Doubt;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of an operation: what it runs, and what is known of it. Its fate is observed
 * where it is decided, at PostgreSQL's answer to COMMIT, and not inferred from a normal return.
 */
final class Attempt<T extends @Nullable Object> implements TransactionTracker {

  /** How the transaction ended, as far as its connection and the container can tell. */
  enum Ending {
    /** No end was seen. */
    OPEN,
    /** COMMIT was sent; no answer yet. */
    COMMITTING,
    /** PostgreSQL confirmed the COMMIT, or there was nothing to commit. */
    COMMITTED,
    /** PostgreSQL refused the COMMIT and rolled back. */
    REFUSED,
    /** No answer to COMMIT came: the transaction may be committed. */
    LOST,
    /** It was rolled back, and COMMIT was not sent. */
    ROLLED_BACK
  }

  private final Operation operation;
  private final int number;
  private final Callable<T> work;
  private final long startNanos = System.nanoTime();
  private final Preamble preamble;
  private final StepTrace steps = new StepTrace();
  private final List<Compensation> compensations = new ArrayList<>();
  private final List<SkippedStep> skipped = new ArrayList<>();
  private int savepoints;
  private boolean recovering;
  private boolean completing;
  private volatile boolean over;
  private volatile @Nullable ServerSession session;
  private volatile @Nullable Runnable abort;
  private volatile Ending ending = Ending.OPEN;
  private @Nullable T value;
  private @Nullable Throwable thrown;
  private @Nullable SQLException commitFailure;

  Attempt(Operation operation, int number, Callable<T> work) {
    this.operation = operation;
    this.number = number;
    this.work = work;
    this.preamble = new Preamble(operation, number);
  }

  /** Runs the work within the transaction of the caller. */
  void perform() throws Exception { // NOPMD: the work is a Callable.
    value = work.call();
  }

  /** The work, or what belongs to it, has thrown; the transaction is going to be rolled back. */
  void failed(Throwable failure) {
    if (thrown == null) {
      thrown = failure;
    }
  }

  /** Ends the attempt when the deadline has passed while no statement ran. */
  void checkDeadline() throws SQLException {
    preamble.checkDeadline();
  }

  @Override
  public void connected(ServerSession serverSession, Runnable cut) {
    session = serverSession;
    abort = cut;
  }

  /** Cuts the attempt's connection, once, from any thread; false if there is none to cut. */
  boolean abort() {
    Runnable cut = abort;
    abort = null;
    if (cut == null) {
      return false;
    }
    cut.run();
    return true;
  }

  @Override
  public Duration remaining() {
    return operation.remaining();
  }

  @Override
  public Duration patience() {
    return preamble.patience();
  }

  @Override
  public List<SqlStatement> ahead() throws SQLException {
    List<SqlStatement> ahead = recovering ? List.of() : preamble.next();
    steps.sent();
    return ahead;
  }

  @Override
  public void undone() {
    preamble.undone();
  }

  @Override
  public void committing() {
    ending = Ending.COMMITTING;
  }

  @Override
  public void committed() {
    ending = Ending.COMMITTED;
  }

  @Override
  public void commitFailed(SQLException failure, boolean isAnswered) {
    commitFailure = failure;
    if (ending == Ending.COMMITTING) {
      ending = isAnswered ? Ending.REFUSED : Ending.LOST;
    }
  }

  @Override
  public void rolledBack() {
    if (ending == Ending.OPEN) {
      ending = Ending.ROLLED_BACK;
    }
  }

  /** Believed only when no connection has told the end. */
  @Override
  public void completed(boolean isCommitted) {
    if (ending == Ending.OPEN) {
      ending = isCommitted && commitFailure == null ? Ending.COMMITTED : Ending.ROLLED_BACK;
    }
  }

  Ending ending() {
    return ending;
  }

  Operation operation() {
    return operation;
  }

  int number() {
    return number;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** The server process of the attempt's connection; 0 as long as it has none. */
  int backendPid() {
    ServerSession connected = session;
    return connected == null ? 0 : connected.backendPid();
  }

  /** The same while it works for the attempt; 0 from its end on, when it may serve another one. */
  int servingPid() {
    return ending == Ending.OPEN || ending == Ending.COMMITTING ? backendPid() : 0;
  }

  /**
   * PostgreSQL's id of the transaction; empty as long as nothing was sent, and if it only reads.
   */
  String transactionId() {
    return preamble.transactionId();
  }

  /** What is to be asked if nobody knows whether the attempt is committed. */
  Doubt doubt() {
    ServerSession connected = session;
    return Doubt.about(transactionId(), connected == null ? "" : connected.serverLife());
  }

  StepTrace steps() {
    return steps;
  }

  /** What has to be compensated if the operation does not commit, in the order of the steps. */
  List<Compensation> compensations() {
    return compensations;
  }

  /** The step was undone while the operation goes on: what it did outside is owed in any case. */
  void giveUpCompensations(int from) {
    List<Compensation> undone = compensations.subList(from, compensations.size());
    operation.owed().addAll(undone);
    undone.clear();
  }

  /** Runs a statement that needs nothing ahead of it: PostgreSQL accepts nothing else now. */
  void recover(Runnable statement) {
    recovering = true;
    try {
      statement.run();
    } finally {
      recovering = false;
    }
  }

  /** Optional steps that failed and were undone. */
  List<SkippedStep> skipped() {
    return skipped;
  }

  void skip(SkippedStep step) {
    skipped.add(step);
  }

  /** How many savepoints were set so far. */
  int savepoints() {
    return savepoints;
  }

  int nextSavepoint() {
    return ++savepoints;
  }

  /** What the work returned; only after it has. */
  @SuppressWarnings("NullAway") // T says itself whether null is one of its values.
  T value() {
    return value;
  }

  @Nullable Throwable thrown() {
    return thrown;
  }

  /** The container has returned: it has nothing more to do with the attempt. */
  void over() {
    over = true;
    abort = null;
  }

  /** Whether its thread is done with it. */
  boolean isOver() {
    return over;
  }

  /** The work has returned; what follows is the container's. */
  void completing() {
    completing = true;
  }

  /** Whether the container is at its end, and that is not known to be a good one. */
  boolean isCompletionFailing() {
    return completing && !over && ending != Ending.COMMITTED;
  }

  @Nullable SQLException commitFailure() {
    return commitFailure;
  }
}
