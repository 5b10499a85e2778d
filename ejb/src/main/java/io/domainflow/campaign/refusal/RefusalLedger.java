package io.domainflow.campaign.refusal;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.database.Database;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Writes refusals down, each in an operation of its own, and ends those that are too old. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RefusalLedger {

  /** How many are deleted in one transaction. */
  private static final int PORTION = 1_000;

  private static final String RECORD =
      """
      INSERT INTO campaign_refusals
             (campaign_id, kind, operation, actor, current_status, current_version, wanted_status,
              expected_version, refused_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())
      """;

  private static final String PURGE =
      """
      DELETE FROM campaign_refusals
       WHERE (campaign_id, number) IN (
             SELECT campaign_id, number FROM campaign_refusals
              WHERE refused_at < clock_timestamp() - ? * interval '1 day'
              ORDER BY refused_at LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  @Inject Database database;

  /**
   * Records a refusal; the caller of {@code operation} waits for it, so it is given up soon.
   * Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "record_refusal", timeoutMillis = 2_000, maxRetries = 1)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void record(@Concerns CampaignId campaign, String operation, RefusedChange refused) {
    database.write(
        RECORD,
        campaign,
        refused.kind(),
        operation,
        refused.actor(),
        refused.current(),
        refused.version(),
        refused.wanted(),
        refused.expected());
  }

  /**
   * Deletes a portion of what is older than {@code days}, and tells whether there may be more.
   * Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "purge_refusals")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public boolean purge(long days) {
    return database.update(PURGE, days, PORTION) == PORTION;
  }
}
