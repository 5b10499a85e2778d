package io.domainflow.execution;

import com.google.common.collect.Sets;
import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes and their leases: each method that changes something is one operation. A node's claims
 * hold as long as its lease, which each heartbeat extends in one statement, however many batches it
 * holds. The clock of the database alone decides. A node that has not extended its lease in time is
 * declared gone by whoever notices first; it can never come back under that name, and its batches
 * are given to others.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WorkNodes {

  /** Batches that one recovery takes back at most; what is left is the next one's. */
  private static final int MOST_RECOVERED = 1_000;

  private static final String JOIN =
      """
      INSERT INTO work_nodes
             (node, version, workers, wanted_workers, started_at, last_heartbeat_at, lease_until)
      VALUES (?, ?, ?, ?, clock_timestamp(), clock_timestamp(),
              clock_timestamp() + ? * interval '1 millisecond')
      """;

  private static final String EXTEND =
      """
      WITH before AS (
        SELECT node, lease_until < clock_timestamp() AS late
          FROM work_nodes WHERE node = ? AND gone_at IS NULL FOR NO KEY UPDATE)
      UPDATE work_nodes
         SET last_heartbeat_at = clock_timestamp(),
             lease_until = clock_timestamp() + ? * interval '1 millisecond',
             workers = ?, in_flight = ?, recorded = ?, refused = ?
        FROM before WHERE work_nodes.node = before.node
      RETURNING wanted_workers, before.late, COALESCE((
                SELECT max(losses) FROM work_batches batch
                  JOIN work_plans plan ON plan.campaign_id = batch.campaign_id
                 WHERE batch.status = 'READY' AND batch.losses > 0
                   AND batch.not_before <= clock_timestamp() AND plan.claimable), 0) AS losses
      """;

  private static final String DECLARE_GONE =
      """
      UPDATE work_nodes SET gone_at = clock_timestamp()
       WHERE node IN (
             SELECT node FROM work_nodes
              WHERE gone_at IS NULL AND lease_until < clock_timestamp() AND node <> ?
              FOR UPDATE SKIP LOCKED)
      """;

  /**
   * One campaign at a time: whoever records a source locks the campaign of a dependent behind that
   * of the source, so nobody may hold two in another order. A loss counts apart from the failures
   * of the batch, which may have done nothing but wait. The first loss costs no time; after others
   * the batches come back scattered, so that one that kills nodes is claimed with others each time.
   */
  private static final String TAKE_BACK =
      """
      WITH first AS MATERIALIZED (
        SELECT batch.campaign_id
          FROM work_nodes owner
          JOIN work_batches batch ON batch.node = owner.node AND batch.status = 'CLAIMED'
         WHERE owner.gone_at IS NOT NULL AND NOT owner.settled
         ORDER BY batch.campaign_id, batch.number
         LIMIT 1 FOR NO KEY UPDATE OF batch SKIP LOCKED),
      lost AS MATERIALIZED (
        SELECT batch.campaign_id, batch.number, owner.left_orderly, owner.node
          FROM first CROSS JOIN work_nodes owner
          JOIN work_batches batch ON batch.node = owner.node AND batch.status = 'CLAIMED'
               AND batch.campaign_id = first.campaign_id
         WHERE owner.gone_at IS NOT NULL AND NOT owner.settled
         ORDER BY batch.number
         LIMIT ? FOR NO KEY UPDATE OF batch SKIP LOCKED)
      UPDATE work_batches batch
         SET status = 'READY', lease_epoch = lease_epoch + 1,
             not_before = clock_timestamp() + CASE WHEN lost.left_orderly OR losses = 0
               THEN interval '0' ELSE interval '1 second' * (0.5 + random() / 2)
                 * power(2, LEAST(losses, 4) - 1) END,
             attempt = attempt - CASE WHEN lost.left_orderly THEN 1 ELSE 0 END,
             losses = losses + CASE WHEN lost.left_orderly THEN 0 ELSE 1 END,
             error = CASE WHEN lost.left_orderly THEN error ELSE 'node ' || lost.node || ' was lost'
                     END
        FROM lost
       WHERE batch.campaign_id = lost.campaign_id AND batch.number = lost.number
      RETURNING batch.campaign_id
      """;

  private static final String SETTLE =
      """
      UPDATE work_nodes SET settled = true
       WHERE gone_at IS NOT NULL AND NOT settled
         AND NOT EXISTS (
             SELECT FROM work_batches batch
              WHERE batch.node = work_nodes.node AND batch.status = 'CLAIMED')
      """;

  /**
   * One campaign at a time, as above. The node waits a second for what it has just given back, so
   * that others come first.
   */
  private static final String GIVE_BACK =
      """
      WITH known AS MATERIALIZED (
        SELECT * FROM unnest(CAST(string_to_array(?, ',') AS uuid[]),
                             CAST(string_to_array(?, ',') AS bigint[]),
                             CAST(string_to_array(?, ',') AS bigint[]),
                             CAST(string_to_array(?, ',') AS boolean[]))
                        AS known (campaign_id, number, lease_epoch, kept)),
      mine AS MATERIALIZED (
        SELECT batch.campaign_id, batch.number, known.kept IS NULL AS untried
          FROM work_batches batch LEFT JOIN known USING (campaign_id, number, lease_epoch)
         WHERE batch.node = ? AND batch.status = 'CLAIMED' AND known.kept IS NOT TRUE),
      first AS MATERIALIZED (
        SELECT batch.campaign_id FROM work_batches batch JOIN mine USING (campaign_id, number)
         WHERE batch.status = 'CLAIMED' ORDER BY batch.campaign_id, batch.number
         LIMIT 1 FOR NO KEY UPDATE OF batch SKIP LOCKED),
      unknown AS MATERIALIZED (
        SELECT batch.campaign_id, batch.number, mine.untried
          FROM first JOIN mine USING (campaign_id)
          JOIN work_batches batch USING (campaign_id, number)
         WHERE batch.node = ? AND batch.status = 'CLAIMED'
         ORDER BY batch.number FOR NO KEY UPDATE OF batch SKIP LOCKED)
      UPDATE work_batches batch
         SET status = 'READY', lease_epoch = lease_epoch + 1,
             attempt = attempt - CASE WHEN untried THEN 1 ELSE 0 END,
             not_before = clock_timestamp() + interval '1 second'
        FROM unknown
       WHERE batch.campaign_id = unknown.campaign_id AND batch.number = unknown.number
      RETURNING batch.campaign_id
      """;

  /** Behind a claim of the node that is under way: what that takes has to be taken back. */
  private static final String LEAVE =
      """
      UPDATE work_nodes SET gone_at = clock_timestamp(), left_orderly = true, in_flight = 0
       WHERE node IN (SELECT node FROM work_nodes WHERE node = ? AND gone_at IS NULL FOR UPDATE)
      """;

  /** Longer than anybody looks back, and short enough for the table to stay small. */
  private static final String FORGET =
      "DELETE FROM work_nodes WHERE settled AND gone_at < clock_timestamp() - interval '7 days'";

  @Inject Database database;

  @Inject WorkHandler handler;

  @Inject Event<WorkReleased> released;

  /** What a node says of itself with each heartbeat; all counts since its start. */
  public record Report(int workers, int inFlight, long recorded, long refused) {}

  /**
   * The answer to a heartbeat.
   *
   * @param wantedWorkers how many workers the node is asked to have, 0 to 16
   * @param late whether the lease had run out, and nobody had noticed
   * @param losses the highest number of losses of any batch that waits to be claimed; 0 if no node
   *     was lost with one
   */
  public record Extended(int wantedWorkers, boolean late, long losses) {}

  /** Makes a node known, so that it can claim. Attribute NOT_SUPPORTED. */
  @MonitoredTransaction(operation = "join_nodes")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void join(String node, String version, int workers, Duration lease) {
    database.write(FORGET);
    database.write(JOIN, node, version, workers, workers, lease.toMillis());
  }

  /**
   * Extends the lease of a node. A lease that has run out is extended too, as long as nobody has
   * declared the node gone. Attribute NOT_SUPPORTED.
   *
   * @return empty if the node was declared gone: its claims are lost, and it has to join again
   *     under another name
   */
  @MonitoredTransaction(operation = "extend_lease", timeoutMillis = 5_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Optional<Extended> extend(String node, Duration lease, Report report) {
    return extend(database, node, lease, report);
  }

  /** The same over a connection of its own, for a node whose pool is exhausted. No transaction. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Optional<Extended> extendWithoutPool(String node, Duration lease, Report report) {
    List<Extended> answer = new ArrayList<>(1);
    database.withoutPool(direct -> extend(direct, node, lease, report).ifPresent(answer::add));
    return answer.stream().findFirst();
  }

  private static Optional<Extended> extend(
      Database connection, String node, Duration lease, Report report) {
    return connection.first(
        EXTEND,
        row ->
            new Extended(
                Math.toIntExact(row.number("wanted_workers")),
                row.flag("late"),
                row.number("losses")),
        node,
        lease.toMillis(),
        report.workers(),
        report.inFlight(),
        report.recorded(),
        report.refused());
  }

  /**
   * Whether {@link #recover} has something to do. Costs one round trip and looks at the nodes only.
   * Attribute SUPPORTS.
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public boolean isAnyLost(String self) {
    return database
        .first(
            """
            SELECT EXISTS (
              SELECT FROM work_nodes
               WHERE NOT settled AND node <> ?
                 AND (gone_at IS NOT NULL OR lease_until < clock_timestamp())) AS lost
            """,
            row -> row.flag("lost"),
            self)
        .orElse(false);
  }

  /**
   * Declares nodes gone whose lease has run out, and makes the batches of one campaign claimable
   * that gone nodes have left. Batches that somebody is just recording are left for the next time.
   * Attribute NOT_SUPPORTED.
   *
   * @param self the node that asks; it does not judge itself
   * @return how many batches were taken back; 0 when nothing is left to take
   */
  @MonitoredTransaction(operation = "recover_batches", timeoutMillis = 10_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int recover(String self) {
    database.write(DECLARE_GONE, self);
    List<CampaignId> campaigns =
        database.query(TAKE_BACK, row -> row.campaign("campaign_id"), MOST_RECOVERED);
    database.write(SETTLE);
    announce(campaigns, self);
    return campaigns.size();
  }

  /**
   * Gives back batches of one campaign that a node has claimed and does not work on: it never knew
   * of the claim, or it has not begun them, or it has and could not record that they failed. Only
   * the last count as tried. They can be claimed again after a second. Attribute NOT_SUPPORTED.
   *
   * @param kept what the node works on
   * @param tried what has failed
   * @return how many batches were given back; 0 when nothing is left to give
   */
  @MonitoredTransaction(operation = "give_back_batches", timeoutMillis = 10_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int giveBack(String node, Set<Batch> kept, Set<Batch> tried) {
    Set<Batch> known = Sets.union(kept, tried);
    List<CampaignId> campaigns =
        database.query(
            GIVE_BACK,
            row -> row.campaign("campaign_id"),
            Joined.of(known, Batch::campaign),
            Joined.of(known, Batch::number),
            Joined.of(known, Batch::leaseEpoch),
            Joined.of(known, kept::contains),
            node,
            node);
    announce(campaigns, node);
    return campaigns.size();
  }

  /**
   * Says that a node works no more. Whatever it still holds is taken back by the next {@link
   * #recover}, of any node. Attribute NOT_SUPPORTED.
   */
  @MonitoredTransaction(operation = "leave_nodes", timeoutMillis = 5_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void leave(String node) {
    database.write(LEAVE, node);
  }

  /** The same over a connection of its own, when the server has taken the pool away. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void leaveWithoutPool(String node) {
    database.withoutPool(direct -> direct.update(LEAVE, node));
  }

  /**
   * Asks a node to have another number of workers; it follows with its next heartbeat. Attribute
   * NOT_SUPPORTED.
   *
   * @param workers 0 to 16; with 0 it claims nothing more
   * @throws NodeNotFoundException if there is no such node, or it is gone
   */
  @MonitoredTransaction(operation = "set_workers")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void setWorkers(String node, int workers) {
    int changed =
        database.update(
            "UPDATE work_nodes SET wanted_workers = ? WHERE node = ? AND gone_at IS NULL",
            workers,
            node);
    if (changed == 0) {
      throw new NodeNotFoundException(node);
    }
  }

  /** Of all batches that an operation takes or gives back the campaign is the same. */
  private void announce(List<CampaignId> campaigns, String node) {
    campaigns.stream()
        .findFirst()
        .ifPresent(
            campaign -> {
              handler.postponed(campaign, node);
              released.fire(new WorkReleased(campaign));
            });
  }
}
