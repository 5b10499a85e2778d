package io.domainflow.transaction;

/**
 * Learns of every finished operation, committed or not. Any CDI bean of this type is called, on the
 * operation's thread, after its transaction has ended and its connection is back in the pool. What
 * it throws is logged and changes nothing; it must not be slow.
 */
public interface OperationListener {

  /** {@code outcome} is final. */
  void finished(OperationOutcome outcome);
}
