package io.domainflow.transaction;

import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.declared.MonitoredOperations;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs work as an operation, in each way that the kit offers, and keeps what came of it. */
@ApplicationScoped
public class OperationRuns implements OperationListener {

  private static final long PATIENCE_SECONDS = 60;

  @Resource ManagedExecutorService executor;
  @Inject Transactions transactions;
  @Inject MonitoredWork monitored;

  private final Map<Thread, OperationOutcome> last = new ConcurrentHashMap<>();

  /** How an operation is begun. */
  enum Way {
    CALL,
    ANNOTATED_BEAN,
    MANAGED_THREAD
  }

  /** The methods of {@link MonitoredWork}; their options hold for the other ways too. */
  enum Kind {
    ORDINARY,
    SERIALIZABLE,
    READING,
    BRIEF;

    TransactionOptions options() {
      try {
        return MonitoredOperations.of(
            MonitoredWork.class
                .getMethod(name().toLowerCase(Locale.ROOT), Callable.class)
                .getAnnotation(MonitoredTransaction.class));
      } catch (NoSuchMethodException missing) {
        throw new IllegalStateException(missing);
      }
    }
  }

  /** Work that is told which attempt it is, from 1. */
  @FunctionalInterface
  interface Work {
    void run(int attempt) throws Exception; // NOPMD: as in Callable.
  }

  /**
   * What came of an operation.
   *
   * @param thrown what its caller got; null if it returned
   * @param attempts how often the work was run
   * @param outcome what the listeners were told
   */
  record Run(@Nullable Throwable thrown, int attempts, OperationOutcome outcome) {}

  @Override
  public void finished(OperationOutcome outcome) {
    last.put(Thread.currentThread(), outcome); // On the thread of the operation.
  }

  Run run(Way way, Kind kind, Work work) throws Exception {
    return switch (way) {
      case CALL -> run(kind.options(), work);
      case ANNOTATED_BEAN -> record(work, counted -> call(kind, counted));
      case MANAGED_THREAD -> start(kind.options(), work).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    };
  }

  Run run(TransactionOptions options, Work work) {
    return record(work, counted -> transactions.execute(options, counted));
  }

  /** Begins an operation on a thread of the container. */
  Future<Run> start(TransactionOptions options, Work work) {
    return executor.submit(() -> run(options, work));
  }

  private void call(Kind kind, Callable<?> work) throws Exception {
    switch (kind) {
      case ORDINARY -> monitored.ordinary(work);
      case SERIALIZABLE -> monitored.serializable(work);
      case READING -> monitored.reading(work);
      case BRIEF -> monitored.brief(work);
    }
  }

  @FunctionalInterface
  private interface Caller {
    void call(Callable<?> work) throws Exception;
  }

  private Run record(Work work, Caller caller) {
    AtomicInteger attempts = new AtomicInteger();
    last.remove(Thread.currentThread());
    Throwable thrown = null;
    try {
      caller.call(
          () -> {
            work.run(attempts.incrementAndGet());
            return "";
          });
    } catch (Throwable failure) { // Whatever it is, the test looks at it.
      thrown = failure;
    }
    OperationOutcome outcome =
        Objects.requireNonNull(
            last.get(Thread.currentThread()), () -> "no listener was told, at " + attempts);
    return new Run(thrown, attempts.get(), outcome);
  }
}
