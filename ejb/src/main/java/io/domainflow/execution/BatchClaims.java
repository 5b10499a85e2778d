package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes batches for a node. Leases are judged by the clock of the database alone. A row that
 * another node is just claiming is skipped, never waited for.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BatchClaims {

  /**
   * Batches whose lease has run out, whatever their campaign's status: a pausing campaign ends its
   * batches.
   */
  private static final String CLAIM_EXPIRED =
      """
      WITH due AS (
        SELECT batch.campaign_id, batch.number, true AS started FROM work_batches batch
         WHERE batch.status = 'CLAIMED' AND batch.lease_until < clock_timestamp()
         ORDER BY batch.lease_until LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  /** Batches whose wait for another attempt is over. */
  private static final String CLAIM_WAITING =
      """
      WITH due AS (
        SELECT batch.campaign_id, batch.number, plan.started
          FROM work_batches batch JOIN work_plans plan ON plan.campaign_id = batch.campaign_id
         WHERE batch.status = 'READY' AND batch.not_before <= clock_timestamp() AND plan.claimable
         ORDER BY batch.not_before LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private static final String RECLAIM =
      """
      UPDATE work_batches batch
         SET status = 'CLAIMED', node = ?, attempt = attempt + 1, lease_epoch = lease_epoch + 1,
             claimed_at = clock_timestamp(),
             lease_until = clock_timestamp() + ? * interval '1 millisecond', not_before = NULL
        FROM due
       WHERE batch.campaign_id = due.campaign_id AND batch.number = due.number
      RETURNING batch.campaign_id, batch.number, batch.first_position, batch.size, batch.attempt,
                batch.lease_epoch, due.started
      """;

  /** The plans that have waited longest give one new batch each. */
  private static final String CARVE =
      """
      WITH served AS (
        SELECT campaign_id, next_batch, next_position, started,
               LEAST(batch_size, end_position - next_position) AS size
          FROM work_plans
         WHERE claimable AND next_position < end_position
         ORDER BY last_claimed_at NULLS FIRST LIMIT ? FOR UPDATE SKIP LOCKED),
      advanced AS (
        UPDATE work_plans plan
           SET next_batch = plan.next_batch + 1, next_position = plan.next_position + served.size,
               last_claimed_at = clock_timestamp()
          FROM served WHERE plan.campaign_id = served.campaign_id),
      carved AS (
        INSERT INTO work_batches
               (campaign_id, number, first_position, size, status, attempt, lease_epoch, node,
                claimed_at, lease_until)
        SELECT campaign_id, next_batch, next_position, size, 'CLAIMED', 1, 1, ?, clock_timestamp(),
               clock_timestamp() + ? * interval '1 millisecond'
          FROM served
        RETURNING campaign_id, number, first_position, size, attempt, lease_epoch)
      SELECT carved.*, served.started FROM carved JOIN served USING (campaign_id)
      """;

  private static final String EXTEND =
      """
      UPDATE work_batches batch
         SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
        FROM unnest(CAST(string_to_array(?, ',') AS uuid[]),
                    CAST(string_to_array(?, ',') AS bigint[]),
                    CAST(string_to_array(?, ',') AS bigint[])) AS ours (campaign_id, number, epoch)
       WHERE batch.campaign_id = ours.campaign_id AND batch.number = ours.number
         AND batch.lease_epoch = ours.epoch AND batch.status = 'CLAIMED'
      """;

  @Inject Database database;

  @Inject WorkHandler handler;

  /**
   * Claims up to {@code most} batches for the node. It is not retried: the caller asks again soon.
   * Attribute NOT_SUPPORTED: when this returns, the claims are committed and visible to every node.
   *
   * @param most how many at most, 1 or more
   */
  @MonitoredTransaction(operation = "claim_batches", maxRetries = 0)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<Batch> claim(WorkSettings settings, int most) {
    List<Batch> claimed = new ArrayList<>();
    for (String statement : List.of(CLAIM_EXPIRED + RECLAIM, CLAIM_WAITING + RECLAIM, CARVE)) {
      List<Batch> found;
      do {
        found = take(statement, settings, most - claimed.size());
        claimed.addAll(found);
      } while (!found.isEmpty() && claimed.size() < most);
    }
    return claimed;
  }

  /**
   * Extends the leases of batches that the node works on, in one statement. Attribute
   * NOT_SUPPORTED. A lease that has run out but was not yet claimed by another node is extended
   * too: the work is still ours. Batches that the node has given up are not among them, so that
   * their leases end.
   *
   * @return how many leases were extended; fewer than given if claims were lost
   */
  @MonitoredTransaction(operation = "extend_leases", timeoutMillis = 5_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int heartbeat(WorkSettings settings, Collection<Batch> inFlight) {
    return database.update(
        EXTEND,
        settings.lease().toMillis(),
        join(inFlight, batch -> batch.campaign().toString()),
        join(inFlight, batch -> Long.toString(batch.number())),
        join(inFlight, batch -> Long.toString(batch.leaseEpoch())));
  }

  private static String join(Collection<Batch> batches, Function<Batch, String> part) {
    return batches.stream().map(part).collect(Collectors.joining(","));
  }

  private List<Batch> take(String statement, WorkSettings settings, int most) {
    if (most == 0) {
      return List.of();
    }
    List<Claim> claims =
        database.query(
            statement, BatchClaims::claim, most, settings.node(), settings.lease().toMillis());
    claims.stream()
        .filter(claim -> !claim.started())
        .map(claim -> claim.batch().campaign())
        .distinct()
        .sorted()
        .forEach(campaign -> announceStart(campaign, settings.node()));
    return claims.stream().map(Claim::batch).toList();
  }

  private void announceStart(CampaignId campaign, String node) {
    database.update("UPDATE work_plans SET started = true WHERE campaign_id = ?", campaign);
    handler.started(campaign, node);
  }

  private record Claim(Batch batch, boolean started) {}

  private static Claim claim(Row row) throws SQLException {
    return new Claim(
        new Batch(
            row.campaign("campaign_id"),
            row.number("number"),
            row.number("first_position"),
            row.number("size"),
            row.number("attempt"),
            row.number("lease_epoch")),
        row.flag("started"));
  }
}
