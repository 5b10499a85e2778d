package io.domainflow.transaction.attempt;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.domainflow.transaction.compensation.CompensationLedger;
import org.junit.jupiter.api.Test;

class TransactionWatchTest {

  @SuppressWarnings("UnnecessaryAssignment") // There is no container here.
  private static TransactionWatch watch() {
    TransactionWatch watch = new TransactionWatch();
    watch.active =
        new ActiveTransactions() {
          @Override
          Iterable<Operation> operations() {
            throw new StackOverflowError("on purpose");
          }
        };
    watch.ledger =
        new CompensationLedger() {
          @Override
          public void collect() {
            throw new StackOverflowError("on purpose");
          }
        };
    return watch;
  }

  /** A scheduled task that throws is never run again. */
  @Test
  void anErrorDoesNotEndTheWatchOverOperations() {
    assertThatCode(watch()::watch).doesNotThrowAnyException();
  }

  @Test
  void anErrorDoesNotEndTheCollectionOfDebts() {
    assertThatCode(watch()::collect).doesNotThrowAnyException();
  }
}
