package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes batches for a node, many at once. Campaigns that have waited longest come first, and all
 * that have work get an equal share. A row that somebody else has locked is skipped, never waited
 * for. Only a node whose lease was not given up can claim: its row is locked meanwhile, so nobody
 * declares it gone between its claim and the COMMIT.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BatchClaims {

  /**
   * Batches that are due, then new ones, cut off the plans; all in one round trip.
   *
   * <p>Locks, in the order in which all operations take them: {@code me} the node's row, so that it
   * is not declared gone meanwhile (the only lock that is waited for, and its holders are short);
   * {@code served} the plans, {@code due} the batches, both past whatever others have locked. A row
   * that changed since the statement began is read again when it is locked, and its conditions are
   * checked again: so what {@code served} says of a plan is what the plan is, and two claims never
   * cut the same positions. The EXISTS beside it is not read again and may be outdated by then. It
   * only decides whether a plan has its turn: one without anything due gives nothing, for {@code
   * due} checks each batch when it locks it, and one that is missed has its turn with the next
   * claim.
   */
  private static final String CLAIM =
      """
      WITH me AS MATERIALIZED (
        SELECT 1 FROM work_nodes WHERE node = ? AND gone_at IS NULL FOR KEY SHARE),
      served AS MATERIALIZED (
        SELECT campaign_id, started, last_claimed_at, next_batch, next_position, end_position,
               batch_size
          FROM work_plans plan
         WHERE claimable AND EXISTS (SELECT FROM me)
           AND campaign_id <> ALL (CAST(string_to_array(?, ',') AS uuid[]))
           AND (uncut OR COALESCE((
                SELECT true FROM work_batches batch
                 WHERE batch.campaign_id = plan.campaign_id AND batch.status = 'READY'
                   AND batch.losses < ? AND batch.not_before <= statement_timestamp()
                 LIMIT 1), false))
         ORDER BY last_claimed_at NULLS FIRST, campaign_id
         LIMIT ? FOR NO KEY UPDATE SKIP LOCKED),
      share AS MATERIALIZED (
        SELECT (? + count(*) - 1) / GREATEST(count(*), 1) AS most FROM served),
      due AS MATERIALIZED (
        SELECT batch.campaign_id, batch.number
          FROM served CROSS JOIN share CROSS JOIN LATERAL (
               SELECT campaign_id, number FROM work_batches
                WHERE campaign_id = served.campaign_id AND status = 'READY'
                  AND losses < ? AND not_before <= statement_timestamp()
                ORDER BY not_before LIMIT share.most FOR NO KEY UPDATE SKIP LOCKED) batch
         LIMIT ?),
      reclaimed AS (
        UPDATE work_batches batch
           SET status = 'CLAIMED', node = ?, attempt = attempt + 1, lease_epoch = lease_epoch + 1,
               claimed_at = clock_timestamp(), not_before = NULL
          FROM due
         WHERE batch.campaign_id = due.campaign_id AND batch.number = due.number
        RETURNING batch.campaign_id, batch.number, batch.first_position, batch.size, batch.attempt,
                  batch.losses, batch.lease_epoch),
      cut AS MATERIALIZED (
        SELECT campaign_id, next_batch + piece AS number,
               next_position + piece * batch_size AS first_position,
               LEAST(batch_size, end_position - next_position - piece * batch_size) AS size
          FROM served CROSS JOIN share
          CROSS JOIN LATERAL generate_series(0, LEAST(
               share.most - (SELECT count(*) FROM due WHERE due.campaign_id = served.campaign_id),
               (end_position - next_position + batch_size - 1) / batch_size) - 1) AS piece
         ORDER BY piece, last_claimed_at NULLS FIRST, campaign_id
         LIMIT ? - (SELECT count(*) FROM due)),
      taken AS (
        SELECT campaign_id, 0 AS batches, 0 AS positions FROM due
        UNION ALL SELECT campaign_id, 1, size FROM cut),
      advanced AS (
        UPDATE work_plans plan
           SET next_batch = next_batch + batches, next_position = next_position + positions,
               started = true, last_claimed_at = clock_timestamp()
          FROM (SELECT campaign_id, sum(batches)::bigint AS batches,
                       sum(positions)::bigint AS positions
                  FROM taken GROUP BY campaign_id) total
         WHERE plan.campaign_id = total.campaign_id),
      carved AS (
        INSERT INTO work_batches
               (campaign_id, number, first_position, size, status, attempt, lease_epoch, node,
                claimed_at)
        SELECT campaign_id, number, first_position, size, 'CLAIMED', 1, 1, ?, clock_timestamp()
          FROM cut
        RETURNING campaign_id, number, first_position, size, attempt, losses, lease_epoch)
      SELECT claimed.*, served.started
        FROM (SELECT * FROM reclaimed UNION ALL SELECT * FROM carved) claimed
        JOIN served USING (campaign_id)
      """;

  /** The plan before the batch, as above. */
  private static final String CLAIM_SUSPECT =
      """
      WITH me AS MATERIALIZED (
        SELECT 1 FROM work_nodes WHERE node = ? AND gone_at IS NULL FOR KEY SHARE),
      suspect AS MATERIALIZED (
        SELECT batch.campaign_id, batch.number, plan.started
          FROM work_batches batch JOIN work_plans plan ON plan.campaign_id = batch.campaign_id
         WHERE plan.claimable AND batch.status = 'READY' AND batch.losses > 0 AND batch.losses >= ?
           AND batch.not_before <= statement_timestamp() AND EXISTS (SELECT FROM me)
         ORDER BY batch.not_before LIMIT 1 FOR NO KEY UPDATE OF plan, batch SKIP LOCKED),
      served AS (
        UPDATE work_plans plan SET started = true, last_claimed_at = clock_timestamp()
          FROM suspect WHERE plan.campaign_id = suspect.campaign_id)
      UPDATE work_batches batch
         SET status = 'CLAIMED', node = ?, attempt = attempt + 1, lease_epoch = lease_epoch + 1,
             claimed_at = clock_timestamp(), not_before = NULL
        FROM suspect
       WHERE batch.campaign_id = suspect.campaign_id AND batch.number = suspect.number
      RETURNING batch.campaign_id, batch.number, batch.first_position, batch.size, batch.attempt,
                batch.losses, batch.lease_epoch, suspect.started
      """;

  private static final String WAITING =
      """
      SELECT EXISTS (
        SELECT FROM work_plans plan
         WHERE claimable AND campaign_id <> ALL (CAST(string_to_array(?, ',') AS uuid[]))
           AND (uncut OR COALESCE((
               SELECT true FROM work_batches batch
                WHERE batch.campaign_id = plan.campaign_id AND batch.status = 'READY'
                  AND batch.losses < ? AND batch.not_before <= statement_timestamp()
                LIMIT 1), false))) AS waiting
      """;

  /** Whatever another has locked has its turn the next time. */
  private static final String RETIRE =
      """
      UPDATE work_plans SET claimable = false
       WHERE campaign_id IN (
             SELECT campaign_id FROM work_plans plan
              WHERE claimable AND NOT uncut AND NOT source_open
                AND NOT EXISTS (
                    SELECT FROM work_batches batch
                     WHERE batch.campaign_id = plan.campaign_id AND batch.status = 'READY')
                AND NOT EXISTS (
                    SELECT FROM work_nodes owner
                      JOIN work_batches batch ON batch.node = owner.node
                       AND batch.status = 'CLAIMED' AND batch.campaign_id = plan.campaign_id
                     WHERE NOT owner.settled)
              ORDER BY campaign_id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED)
      """;

  private static final int MOST_RETIRED = 1_000;

  @Inject Database database;

  @Inject WorkHandler handler;

  @Inject Configuration configuration;

  /**
   * Claims batches for a node: none if it is gone, and none that is suspect. It is not retried: the
   * caller asks again soon. Attribute NOT_SUPPORTED: when this returns, the claims are committed
   * and visible to every node.
   *
   * @param most how many at most, 1 or more
   * @param besides campaigns of which nothing is wanted
   */
  @MonitoredTransaction(operation = "claim_batches", timeoutMillis = 5_000, maxRetries = 0)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<Batch> claim(String node, int most, CampaignId... besides) {
    int suspect = attempts();
    List<Object> parameters = new ArrayList<>(List.of(node, joined(besides), suspect, most));
    parameters.addAll(List.of((long) most, suspect, most, node, (long) most, node));
    return announce(database.query(CLAIM, BatchClaims::claim, parameters.toArray()), node);
  }

  /**
   * Claims a suspect: a batch that may itself have killed the nodes that were lost with it. The
   * node has no other batch, and claims none before this one has come to its end: if it is lost
   * again, nothing else can be to blame. Attribute NOT_SUPPORTED.
   *
   * @return one batch or none
   */
  @MonitoredTransaction(operation = "claim_suspect", timeoutMillis = 5_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<Batch> claimSuspect(String node) {
    return announce(
        database.query(CLAIM_SUSPECT, BatchClaims::claim, node, attempts(), node), node);
  }

  private static String joined(CampaignId... campaigns) {
    return Joined.of(List.of(campaigns), campaign -> campaign);
  }

  /** Nodes may be lost with a batch as often as it may fail by itself. */
  private int attempts() {
    return configuration.get(Settings.BATCH_ATTEMPTS);
  }

  private List<Batch> announce(List<Claim> claims, String node) {
    claims.stream()
        .filter(claim -> !claim.started())
        .map(claim -> claim.batch().campaign())
        .distinct()
        .sorted()
        .forEach(campaign -> handler.started(campaign, node));
    return claims.stream().map(Claim::batch).toList();
  }

  /**
   * Whether there is something for {@link #claim}, at this moment. After a claim that brought
   * nothing it means that others were just claiming. Attribute SUPPORTS.
   *
   * @param besides campaigns of which nothing is wanted
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public boolean isWorkWaiting(CampaignId... besides) {
    return database
        .first(WAITING, row -> row.flag("waiting"), joined(besides), attempts())
        .orElse(false);
  }

  /**
   * Leaves plans that are done out of further claims, if that could not be done when they ended.
   * Attribute NOT_SUPPORTED.
   *
   * @return how many, 1,000 at most
   */
  @MonitoredTransaction(operation = "retire_plans")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int retirePlans() {
    return database.update(RETIRE, MOST_RETIRED);
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
            row.number("losses"),
            row.number("lease_epoch")),
        row.flag("started"));
  }
}
