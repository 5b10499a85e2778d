package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.execution.WorkPlans;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** The rows of campaigns: steps of the operations that create and delete them. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class CampaignRegister {

  @Inject Database database;

  @Inject CampaignTypes types;

  @Inject WorkPlans plans;

  /** Stores a campaign, which is PENDING. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void insert(CampaignId id, String name, String type) {
    database.write(
        """
        INSERT INTO campaigns (id, name, type, status, version, total_items, created_at)
        VALUES (?, ?, ?, 'PENDING', 1, 0, clock_timestamp())
        """,
        id,
        name,
        type);
  }

  /**
   * Stores a campaign's definition and plans the work that it comes to. Attribute MANDATORY.
   *
   * @throws io.domainflow.InvalidRequestException if the type refuses the definition
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public <D extends Record> void plan(CampaignId id, CampaignType<D> type, D definition) {
    WorkSize size = type.create(id, definition);
    plans.create(id, size.items(), size.batchSize());
    database.write("UPDATE campaigns SET total_items = ? WHERE id = ?", size.items(), id);
  }

  /** Deletes what the campaign's type has stored for it. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void deleteResults(CampaignId id) {
    types.of(id).delete(id);
  }

  /** Deletes a campaign's row, and all rows that belong to it alone. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void delete(CampaignId id) {
    database.write("DELETE FROM campaigns WHERE id = ?", id);
  }
}
