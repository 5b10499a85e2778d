package io.domainflow.transaction;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The operations that run on this node at this moment. Thread-safe. */
@ApplicationScoped
public class ActiveTransactions {

  @Resource TransactionSynchronizationRegistry registry;

  private final Map<Thread, Operation> running = new ConcurrentHashMap<>();

  /** What runs now, the oldest first. Taken while it goes on: no two entries are of one instant. */
  public List<ActiveTransaction> list() {
    return running.values().stream()
        .map(ActiveTransaction::of)
        .sorted(Comparator.comparing(ActiveTransaction::startedAt))
        .toList();
  }

  /** Registers an operation on its thread. */
  void enter(Operation operation) {
    Operation outer = running.get(operation.thread());
    if (outer != null) {
      throw new MisplacedOperationException(
          "Operation %s was begun within operation %s: its steps belong into that one."
              .formatted(operation, outer));
    }
    if (registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION) {
      throw new MisplacedOperationException(
          "Operation %s was begun within a transaction: its caller must have none (NOT_SUPPORTED)."
              .formatted(operation));
    }
    running.put(operation.thread(), operation);
  }

  void leave(Operation operation) {
    running.remove(operation.thread());
  }

  /** The operation that runs on the caller's thread. */
  Operation current() {
    return onThisThread()
        .orElseThrow(
            () ->
                new MisplacedOperationException(
                    "This belongs into an operation, and none runs on this thread."));
  }

  /** The operation that runs on the caller's thread, if one does. */
  Optional<Operation> onThisThread() {
    return Optional.ofNullable(running.get(Thread.currentThread()));
  }

  Iterable<Operation> operations() {
    return running.values();
  }
}
