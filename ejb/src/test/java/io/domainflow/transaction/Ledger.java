package io.domainflow.transaction;

import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** A table to try operations on. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Ledger {

  @Inject Database database;

  /** Makes the tables anew. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void reset() {
    database.update("DROP TABLE IF EXISTS entries CASCADE");
    database.update("CREATE TABLE entries (id text PRIMARY KEY, amount bigint NOT NULL)");
  }

  /** The ids of all entries, sorted. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<String> ids() {
    return database.query("SELECT id FROM entries ORDER BY id", row -> row.text("id"));
  }
}
