package io.domainflow.transaction;

import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Operations by annotation. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MonitoredLedger {

  @Inject Database database;

  /** Adds 1 to the only entry. */
  @MonitoredTransaction(operation = "annotated_add", retryDelayMillis = 1)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void add() {
    database.write(
        """
        INSERT INTO entries (id, amount) VALUES ('sum', 1)
        ON CONFLICT (id) DO UPDATE SET amount = entries.amount + 1
        """);
  }
}
