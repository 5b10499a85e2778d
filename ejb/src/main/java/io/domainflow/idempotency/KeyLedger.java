package io.domainflow.idempotency;

import io.domainflow.database.Database;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Ends keys that have expired. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeyLedger {

  /** How many are deleted in one transaction. */
  private static final int PORTION = 1_000;

  private static final String PURGE =
      """
      DELETE FROM idempotency_keys
       WHERE (operation, actor, idempotency_key) IN (
             SELECT operation, actor, idempotency_key FROM idempotency_keys
              WHERE expires_at <= clock_timestamp()
              ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  @Inject Database database;

  /**
   * Deletes a portion of the keys that have expired, and tells whether there may be more. Attribute
   * NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "purge_idempotency_keys")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public boolean purge() {
    return database.update(PURGE, PORTION) == PORTION;
  }
}
