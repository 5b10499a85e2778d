package io.domainflow.execution;

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
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The nodes and their leases: each method is one operation. A node's claims hold as long as its
 * lease, which each heartbeat extends in one statement, however many batches it holds. The clock of
 * the database alone decides. A node that has not extended its lease in time is declared gone by
 * whoever notices first; it can never come back under that name, and its batches are given to
 * others.
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
      RETURNING wanted_workers, before.late
      """;

  private static final String DECLARE_GONE =
      """
      UPDATE work_nodes SET gone_at = clock_timestamp()
       WHERE node IN (
             SELECT node FROM work_nodes
              WHERE gone_at IS NULL AND lease_until < clock_timestamp() AND node <> ?
              FOR UPDATE SKIP LOCKED)
      """;

  /** A batch of a node that died keeps its attempt: it may be what has killed the node. */
  private static final String TAKE_BACK =
      """
      WITH lost AS MATERIALIZED (
        SELECT batch.campaign_id, batch.number, owner.left_orderly, owner.node
          FROM work_nodes owner
          JOIN work_batches batch ON batch.node = owner.node AND batch.status = 'CLAIMED'
         WHERE owner.gone_at IS NOT NULL AND NOT owner.settled
         ORDER BY batch.campaign_id, batch.number
         LIMIT ? FOR NO KEY UPDATE OF batch SKIP LOCKED)
      UPDATE work_batches batch
         SET status = 'READY', not_before = clock_timestamp(), lease_epoch = lease_epoch + 1,
             attempt = attempt - CASE WHEN lost.left_orderly THEN 1 ELSE 0 END,
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

  /** With a wait: one of them may be a batch whose failure could not be recorded. */
  private static final String GIVE_BACK =
      """
      UPDATE work_batches batch
         SET status = 'READY', lease_epoch = lease_epoch + 1,
             not_before = clock_timestamp() + interval '1 second'
       WHERE batch.node = ? AND batch.status = 'CLAIMED'
         AND NOT EXISTS (
             SELECT FROM unnest(CAST(string_to_array(?, ',') AS uuid[]),
                                CAST(string_to_array(?, ',') AS bigint[]),
                                CAST(string_to_array(?, ',') AS bigint[]))
                         AS kept (campaign_id, number, epoch)
              WHERE kept.campaign_id = batch.campaign_id AND kept.number = batch.number
                AND kept.epoch = batch.lease_epoch)
      RETURNING campaign_id
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
   */
  public record Extended(int wantedWorkers, boolean late) {}

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
        row -> new Extended(Math.toIntExact(row.number("wanted_workers")), row.flag("late")),
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
   * Declares nodes gone whose lease has run out, and makes the batches claimable that gone nodes
   * have left. Batches that somebody is just recording are left for the next time. Attribute
   * NOT_SUPPORTED.
   *
   * @param self the node that asks; it does not judge itself
   * @return how many batches were taken back
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
   * Gives back what a node has claimed and does not know of: batches whose claim was committed
   * without its knowledge, and those whose failure could not be recorded. They count as tried, and
   * can be claimed again after a second. Attribute NOT_SUPPORTED.
   *
   * @param kept what the node works on
   * @return how many batches were given back
   */
  @MonitoredTransaction(operation = "give_back_batches", timeoutMillis = 10_000)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int giveBack(String node, Collection<Batch> kept) {
    List<CampaignId> campaigns =
        database.query(
            GIVE_BACK,
            row -> row.campaign("campaign_id"),
            node,
            Joined.of(kept, Batch::campaign),
            Joined.of(kept, Batch::number),
            Joined.of(kept, Batch::leaseEpoch));
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

  /** In the order in which all operations lock campaigns. */
  private void announce(List<CampaignId> campaigns, String node) {
    for (CampaignId campaign : campaigns.stream().distinct().sorted().toList()) {
      handler.postponed(campaign, node);
      released.fire(new WorkReleased(campaign));
    }
  }
}
