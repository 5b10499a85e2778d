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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records what became of claimed batches: each method is one operation. What concerns a batch
 * changes something only if the claim is still ours, by its lease epoch.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BatchLedger {

  private static final String OURS =
      " WHERE campaign_id = ? AND number = ? AND lease_epoch = ? AND status = 'CLAIMED'";

  /**
   * In the order of their numbers, so that two who lock the same batches do not deadlock. The list
   * is a subselect, here and below, so that it is parsed once and not once for each row. Whether
   * they are still CLAIMED is no condition, but judged afterwards: PostgreSQL would search them by
   * the index of claimed batches, which an old transaction fills with all that ever were.
   */
  private static final String LOCK =
      """
      SELECT number, lease_epoch, status = 'CLAIMED' AS claimed FROM work_batches
       WHERE campaign_id = ?
         AND number = ANY (CAST((SELECT CAST(string_to_array(?, ',') AS bigint[])) AS bigint[]))
       ORDER BY number FOR NO KEY UPDATE
      """;

  /**
   * The numbers ascend, so {@code width_bucket} tells at which place of the list a batch is. A join
   * with the lists would do the same, but the planner does not know how long they are, and compares
   * each batch with each element.
   */
  private static final String FINISH =
      """
      WITH done AS MATERIALIZED (
        SELECT CAST(string_to_array(?, ',') AS bigint[]) AS numbers,
               CAST(string_to_array(?, ',') AS bigint[]) AS successful,
               CAST(string_to_array(?, ',') AS bigint[]) AS failed,
               CAST(string_to_array(?, ',') AS bigint[]) AS missing)
      UPDATE work_batches batch
         SET status = 'DONE', done_at = clock_timestamp(), error = NULL,
             successful = done.successful[width_bucket(number, numbers)],
             failed = done.failed[width_bucket(number, numbers)],
             missing = done.missing[width_bucket(number, numbers)]
        FROM done
       WHERE campaign_id = ? AND number = ANY (CAST((SELECT numbers FROM done) AS bigint[]))
      """;

  @Inject Database database;

  @Inject WorkHandler handler;

  @Inject WorkPlans plans;

  /**
   * Stores the results of batches together with the batches' end, the campaign's progress and, if
   * they were the last, the campaign's completion. Batches whose claim was lost change nothing.
   * Each recording is written once for each attempt. Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "record_batches", timeoutMillis = 10_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public RecordOutcome record(@Concerns Bundle bundle, String node) {
    Set<Claim> valid = lock(bundle);
    List<Recorded.Done> done =
        bundle.batches().stream()
            .filter(finished -> valid.contains(Claim.of(finished.batch())))
            .map(BatchLedger::write)
            .toList();
    Recorded recorded = new Recorded(bundle.campaign(), done);
    if (!done.isEmpty()) {
      finish(recorded);
      handler.recorded(recorded, node);
    }
    return new RecordOutcome(
        done.size(), bundle.batches().size() - done.size(), recorded.total().missing());
  }

  /** A claim of a batch of the bundle's campaign. */
  private record Claim(long number, long epoch) {
    static Claim of(Batch batch) {
      return new Claim(batch.number(), batch.leaseEpoch());
    }
  }

  private Set<Claim> lock(Bundle bundle) {
    List<Optional<Claim>> found =
        database.query(
            LOCK,
            row ->
                row.flag("claimed")
                    ? Optional.of(new Claim(row.number("number"), row.number("lease_epoch")))
                    : Optional.empty(),
            bundle.campaign(),
            Joined.of(bundle.batches(), finished -> finished.batch().number()));
    return found.stream().flatMap(Optional::stream).collect(Collectors.toSet());
  }

  private static Recorded.Done write(Finished finished) {
    Tally tally = finished.recording().write();
    if (tally.processed() + tally.missing() != finished.batch().size()) {
      throw new IncompleteRecordException(finished.batch(), tally);
    }
    return new Recorded.Done(finished.batch(), tally);
  }

  private void finish(Recorded recorded) {
    database.write(
        FINISH,
        Joined.of(recorded.batches(), done -> done.batch().number()),
        Joined.of(recorded.batches(), done -> done.tally().successful()),
        Joined.of(recorded.batches(), done -> done.tally().failed()),
        Joined.of(recorded.batches(), done -> done.tally().missing()),
        recorded.campaign());
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
        "status = 'READY', error = ?,"
            + " not_before = clock_timestamp() + ? * interval '1 millisecond'",
        error,
        delay.toMillis())) {
      handler.postponed(batch.campaign(), node);
    }
  }

  /**
   * Ends a batch that failed for good. If its campaign tolerates that, the batch's items count as
   * failed and the work goes on; else all other work of the campaign ends with it. Attribute
   * NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "fail_batch")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void fail(@Concerns Batch batch, String error, String node) {
    plans.lock(batch.campaign());
    if (!change(batch, "status = 'FAILED', error = ?", error)) {
      return;
    }
    if (plans.toleratesFailureOf(batch)) {
      database.write(
          "UPDATE work_batches SET failed = size WHERE campaign_id = ? AND number = ?",
          batch.campaign(),
          batch.number());
      Recorded.Done failed = new Recorded.Done(batch, new Tally(0, batch.size(), 0));
      handler.recorded(new Recorded(batch.campaign(), List.of(failed)), node);
    } else {
      plans.cancel(batch.campaign());
      handler.failed(batch.campaign(), error, node);
    }
  }

  /**
   * Takes back the positions of a campaign that are not cut into batches yet, because they turned
   * out not to exist. A second time changes nothing. Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "shorten_plan")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void shorten(@Concerns CampaignId campaign, String node) {
    database
        .first(
            """
            WITH plan AS (
              SELECT campaign_id, next_position, end_position FROM work_plans
               WHERE campaign_id = ? FOR NO KEY UPDATE),
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
