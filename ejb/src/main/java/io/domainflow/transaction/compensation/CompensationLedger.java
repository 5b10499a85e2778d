package io.domainflow.transaction.compensation;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.database.TransactionFate;
import io.domainflow.database.TransactionFates;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that every compensation that is owed is carried out: at once, or as a stored debt that
 * is tried again, on any node and after any restart, until it is paid. Thread-safe.
 */
@ApplicationScoped
public class CompensationLedger {

  private static final Logger LOGGER = Logger.getLogger(CompensationLedger.class.getName());

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 16;

  @Inject CompensationDebts debts;

  @Inject TransactionFates fates;

  /** Debts that could not be stored yet, because the database was away. */
  private final Queue<Debt> unstored = new ConcurrentLinkedQueue<>();

  /**
   * Carries out what an operation owes, the last step first, each in a transaction of its own.
   * Called without a transaction.
   *
   * @return what the compensations threw that are debts now
   */
  public List<RuntimeException> settle(
      String operation, @Nullable CampaignId campaign, Collection<Compensation> owed) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Compensation compensation : reversed(owed)) {
      try {
        debts.carryOut(compensation);
      } catch (RuntimeException failure) { // Whatever a handler throws.
        failures.add(failure);
        String error = describe(failure);
        owe(new Debt(operation, campaign, compensation, null, error), FIRST_DELAY, failure);
      }
    }
    return failures;
  }

  /** Stores what an operation owes if its transaction turns out to be aborted. */
  public void suspend(
      String operation, @Nullable CampaignId campaign, Collection<Compensation> owed, Doubt doubt) {
    for (Compensation compensation : reversed(owed)) {
      owe(new Debt(operation, campaign, compensation, doubt, "in doubt"), FIRST_DELAY, null);
    }
  }

  /** Pays the debts that are due. Called from time to time, without a transaction. */
  public void collect() {
    storeUnstored();
    Optional<CompensationDebts.Taken> due = debts.take();
    while (due.isPresent()) {
      pay(due.get());
      due = debts.take();
    }
  }

  /**
   * Stores over {@code last} what could not be stored yet. Called once, at the end of the
   * application, when the server may have taken its pool away.
   */
  public void storeLast(Consumer<Consumer<Database>> last) {
    unstored.removeIf(
        debt ->
            isStored(
                debt,
                () ->
                    last.accept(
                        database -> CompensationDebts.over(database).store(debt, Duration.ZERO))));
    unstored.forEach(
        debt -> LOGGER.severe(() -> "The " + debt + " is lost: it could not be stored."));
  }

  /** How many debts there are, of all nodes. Called without a transaction. */
  public long owed() {
    return debts.count() + unstored.size();
  }

  private void owe(Debt debt, Duration delay, @Nullable RuntimeException reason) {
    LOGGER.log(
        Level.WARNING,
        reason,
        () -> "The " + debt + " was not carried out yet and is kept as a debt: " + debt.error());
    try {
      debts.store(debt, delay);
    } catch (RuntimeException unreachable) { // Kept in memory until the database is back.
      unstored.add(debt);
      LOGGER.log(Level.SEVERE, unreachable, () -> "The " + debt + " could not be stored yet.");
    }
  }

  private void storeUnstored() {
    unstored.removeIf(debt -> isStored(debt, () -> debts.store(debt, Duration.ZERO)));
  }

  private static boolean isStored(Debt debt, Runnable store) {
    try {
      store.run();
      return true;
    } catch (RuntimeException refused) { // The others must not wait for this one.
      LOGGER.log(Level.FINE, refused, () -> "The " + debt + " can still not be stored.");
      return false;
    }
  }

  private void pay(CompensationDebts.Taken debt) {
    try {
      if (isPayable(debt)) {
        debts.pay(debt);
        LOGGER.info(() -> "Debt " + debt.id() + " was paid: " + debt.compensation());
      }
    } catch (RuntimeException failure) { // Whatever a handler throws: it stays a debt.
      postpone(debt, failure);
    }
  }

  /** Whether a debt has to be paid; one whose operation was committed after all is dropped. */
  private boolean isPayable(CompensationDebts.Taken debt) {
    if (debt.doubt().isEmpty()) {
      return true;
    }
    Doubt doubt = debt.doubt().get();
    TransactionFate fate = fates.ask(doubt.transactionId(), doubt.serverLife());
    if (fate == TransactionFate.COMMITTED) {
      debts.drop(debt);
      return false;
    }
    if (fate == TransactionFate.ABORTED) {
      return true;
    }
    throw new IllegalStateException(
        "transaction " + doubt.transactionId() + " is still in doubt: " + fate);
  }

  private void postpone(CompensationDebts.Taken debt, RuntimeException failure) {
    long doublings = Math.min(debt.attempts(), MAX_DOUBLINGS);
    long millis = Math.min(FIRST_DELAY.toMillis() << doublings, LONGEST_DELAY.toMillis());
    String error = describe(failure);
    LOGGER.log(Level.WARNING, failure, () -> "Debt " + debt.id() + " is not paid yet: " + error);
    debts.postpone(debt, error, Duration.ofMillis(millis));
  }

  private static List<Compensation> reversed(Collection<Compensation> owed) {
    List<Compensation> compensations = new ArrayList<>(owed);
    Collections.reverse(compensations);
    return compensations;
  }

  private static String describe(RuntimeException failure) {
    Throwable reason =
        failure instanceof EJBException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return reason.toString().replace("\0", ""); // Which PostgreSQL does not store.
  }
}
