package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Records what became of claimed batches: each method is one operation, and changes something only
 * if the claim is still ours, by its lease epoch.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BatchLedger {

  private static final String OURS =
      " WHERE campaign_id = ? AND number = ? AND lease_epoch = ? AND status = 'CLAIMED'";

  @Inject Database database;

  @Inject WorkHandler handler;

  @Inject WorkPlans plans;

  /**
   * Stores the results of a batch together with the batch's end, the campaign's progress and, if it
   * was the last, the campaign's completion. The recording is written once for each attempt.
   * Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "record_batch")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public RecordOutcome record(@Concerns Batch batch, Recording recording, String node) {
    if (!change(batch, "status = 'DONE', done_at = clock_timestamp()")) {
      return new RecordOutcome.Refused();
    }
    Tally tally = recording.write();
    if (tally.processed() + tally.missing() != batch.size()) {
      throw new IncompleteRecordException(batch, tally);
    }
    handler.recorded(batch.campaign(), tally, node);
    return new RecordOutcome.Recorded(tally.missing());
  }

  /**
   * Gives a failed batch back; it can be claimed again after {@code delay}. Attribute
   * NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "postpone_batch")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void postpone(@Concerns Batch batch, String error, Duration delay, String node) {
    if (change(
        batch,
        "status = 'READY', error = ?, not_before = clock_timestamp() + ? * interval '1 millisecond'",
        error,
        delay.toMillis())) {
      handler.postponed(batch.campaign(), node);
    }
  }

  /**
   * Ends a batch that failed for good, and all other work of its campaign. Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "fail_batch")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void fail(@Concerns Batch batch, String error, String node) {
    plans.lock(batch.campaign());
    if (change(batch, "status = 'FAILED', error = ?", error)) {
      plans.cancel(batch.campaign());
      handler.failed(batch.campaign(), error, node);
    }
  }

  /**
   * Takes back the positions of a campaign that are not cut into batches yet, because they turned
   * out not to exist. Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "shorten_plan")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void shorten(@Concerns CampaignId campaign, String node) {
    database
        .first(
            """
            WITH plan AS (
              SELECT campaign_id, next_position, end_position FROM work_plans
               WHERE campaign_id = ? FOR UPDATE),
            cut AS (
              UPDATE work_plans SET end_position = plan.next_position
                FROM plan WHERE work_plans.campaign_id = plan.campaign_id)
            SELECT end_position - next_position AS items FROM plan
            """,
            row -> row.number("items"),
            campaign)
        .filter(items -> items > 0)
        .ifPresent(items -> handler.shortened(campaign, items, node));
  }

  private boolean change(Batch batch, String change, Object... parameters) {
    Object[] all = new Object[parameters.length + 3];
    System.arraycopy(parameters, 0, all, 0, parameters.length);
    all[parameters.length] = batch.campaign();
    all[parameters.length + 1] = batch.number();
    all[parameters.length + 2] = batch.leaseEpoch();
    return database.update("UPDATE work_batches SET " + change + OURS, all) == 1;
  }
}
