package io.domainflow.platform;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** The transaction of a thread, in one word. */
final class TransactionState {

  private TransactionState() {}

  static String of(TransactionSynchronizationRegistry registry) {
    return registry.getTransactionStatus() == Status.STATUS_NO_TRANSACTION ? "none" : "active";
  }
}
