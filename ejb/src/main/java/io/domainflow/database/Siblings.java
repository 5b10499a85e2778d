package io.domainflow.database;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** What the connections of one pool know of one another, and of who asks for them. Thread-safe. */
final class Siblings {

  /** Less would give up connections of a server that is merely busy. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

  private final AtomicLong losses = new AtomicLong();
  private volatile long silence = System.nanoTime();
  private volatile @Nullable TransactionSynchronizationRegistry registry;

  /** How many connections were lost so far. */
  long losses() {
    return losses.get();
  }

  /** A connection was lost. */
  void lost() {
    losses.incrementAndGet();
  }

  /**
   * The server has not answered to a question that was asked at {@code nanoTime}. Nobody else needs
   * to wait for it on a connection that has heard nothing since.
   */
  void silentSince(long nanoTime) {
    silence = nanoTime;
  }

  /** Whether the server has fallen silent after {@code nanoTime}. */
  boolean isSilentSince(long nanoTime) {
    return silence - nanoTime > 0;
  }

  /** How long the caller may wait for the server: what its operation has left, {@code most}. */
  Duration patience(Duration most) {
    Duration left = scope().map(scope -> scope.tracker().remaining()).orElse(most);
    if (left.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return left.compareTo(most) < 0 ? left : most;
  }

  /** What tracks the transaction of the caller. */
  Optional<TransactionScope> scope() {
    return TransactionScope.current(registry());
  }

  /** Tells the transaction of the caller from all others; null if there is none. */
  @Nullable Object transactionKey() {
    TransactionSynchronizationRegistry found = registry();
    return found == null ? null : found.getTransactionKey();
  }

  @SuppressWarnings("BanJNDI") // The name is a constant of the Jakarta EE specification.
  private @Nullable TransactionSynchronizationRegistry registry() {
    if (registry == null) {
      try {
        registry = InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
      } catch (NamingException outsideContainer) {
        return null; // Then there are no transactions to track either.
      }
    }
    return registry;
  }
}
