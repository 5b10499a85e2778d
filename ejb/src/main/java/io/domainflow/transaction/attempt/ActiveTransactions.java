package io.domainflow.transaction.attempt;

import io.domainflow.transaction.failure.MisplacedOperationException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The operations that run on this node at this moment. Thread-safe. */
@ApplicationScoped
public class ActiveTransactions {

  private static final int MANY_PROCESSES = 1_000;

  @Resource TransactionSynchronizationRegistry registry;

  private final Map<Thread, Operation> running = new ConcurrentHashMap<>();

  /** Whom each server process worked for last: one that wins a deadlock ends soon afterwards. */
  private final Map<Integer, String> served = new ConcurrentHashMap<>();

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

  /** An attempt has ended. */
  void served(Attempt<?> attempt) {
    if (attempt.backendPid() != 0) {
      if (served.size() >= MANY_PROCESSES) { // Connections come and go.
        served.clear();
      }
      served.put(attempt.backendPid(), attempt.operation().name());
    }
  }

  /** The operation that a server process works for, or did last; null if it is not known. */
  @Nullable String operationOf(int backendPid) {
    String justServed = null;
    for (Operation operation : running.values()) {
      Attempt<?> attempt = operation.attempt();
      if (attempt != null && attempt.servingPid() == backendPid) {
        return operation.name();
      }
      if (attempt != null && !attempt.isOver() && attempt.backendPid() == backendPid) {
        justServed = operation.name(); // Its transaction has ended; its thread will note it.
      }
    }
    return justServed == null ? served.get(backendPid) : justServed;
  }

  Iterable<Operation> operations() {
    return running.values();
  }
}
