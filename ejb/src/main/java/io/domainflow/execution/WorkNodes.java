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
import java.util.concurrent.ThreadLocalRandom;

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

  /** Batches that one operation takes or gives back at most; what is left is the next one's. */
  private static final int MOST = 1_000;

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
   * What gone nodes have left, but for what somebody is just recording. Locked without waiting, and
   * in whichever order: nobody waits for two of them.
   */
  private static final String LOST =
      """
      SELECT batch.campaign_id, batch.number FROM work_nodes owner
        JOIN work_batches batch ON batch.node = owner.node AND batch.status = 'CLAIMED'
       WHERE owner.gone_at IS NOT NULL AND NOT owner.settled
       ORDER BY batch.campaign_id, batch.number
       LIMIT ? FOR NO KEY UPDATE OF batch SKIP LOCKED
      """;

  /**
   * A loss counts apart from the failures of the batch, which may have done nothing but wait. The
   * first loss costs no time; after others the batches come back scattered, so that one that kills
   * nodes is claimed with others each time.
   */
  private static final String TAKE_BACK =
      """
      UPDATE work_batches batch
         SET status = 'READY', lease_epoch = lease_epoch + 1,
             not_before = clock_timestamp() + CASE WHEN owner.left_orderly OR losses = 0
               THEN interval '0' ELSE interval '1 second' * (0.5 + random() / 2)
                 * power(2, LEAST(losses, 4) - 1) END,
             attempt = attempt - CASE WHEN owner.left_orderly THEN 1 ELSE 0 END,
             losses = losses + CASE WHEN owner.left_orderly THEN 0 ELSE 1 END,
             error = CASE WHEN owner.left_orderly THEN error
                          ELSE 'node ' || owner.node || ' was lost' END
        FROM work_nodes owner
       WHERE batch.campaign_id = ?
         AND batch.number = ANY (CAST((SELECT CAST(string_to_array(?, ',') AS bigint[])) AS bigint[]))
         AND owner.node = batch.node
      """;

  private static final String SETTLE =
      """
      UPDATE work_nodes SET settled = true
       WHERE gone_at IS NOT NULL AND NOT settled
         AND NOT EXISTS (
             SELECT FROM work_batches batch
              WHERE batch.node = work_nodes.node AND batch.status = 'CLAIMED')
      """;

  /** What a node has claimed and does not work on, but for what somebody is just taking away. */
  private static final String UNKNOWN =
      """
      WITH known AS MATERIALIZED (
        SELECT * FROM unnest(CAST(string_to_array(?, ',') AS uuid[]),
                             CAST(string_to_array(?, ',') AS bigint[]),
                             CAST(string_to_array(?, ',') AS bigint[]),
                             CAST(string_to_array(?, ',') AS boolean[]))
                        AS known (campaign_id, number, lease_epoch, kept))
      SELECT batch.campaign_id, batch.number, known.kept IS NULL AS untried
        FROM work_batches batch LEFT JOIN known USING (campaign_id, number, lease_epoch)
       WHERE batch.node = ? AND batch.status = 'CLAIMED' AND known.kept IS NOT TRUE
       ORDER BY batch.campaign_id, batch.number
       LIMIT ? FOR NO KEY UPDATE OF batch SKIP LOCKED
      """;

  /** The node waits a second for what it has just given back, so that others come first. */
  private static final String GIVE_BACK =
      """
      UPDATE work_batches
         SET status = 'READY', lease_epoch = lease_epoch + 1, attempt = attempt - ?,
             not_before = clock_timestamp() + interval '1 second'
       WHERE campaign_id = ?
         AND number = ANY (CAST((SELECT CAST(string_to_array(?, ',') AS bigint[])) AS bigint[]))
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

  /**
   * What came of giving back.
   *
   * @param batches how many were given back
   * @param left how many are still to be given back
   */
  public record GivenBack(int batches, int left) {}

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
  @MonitoredTransaction(operation = "extend_lease", timeoutMillis = 2_000)
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
  @MonitoredTransaction(operation = "recover_batches", timeoutMillis = 3_000, maxRetries = 1)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int recover(String self) {
    database.write(DECLARE_GONE, self);
    List<Held> lost =
        database.query(
            LOST, row -> new Held(row.campaign("campaign_id"), row.number("number"), true), MOST);
    List<Held> taken =
        free(lost).or(() -> any(lost)).map(campaign -> of(campaign, lost)).orElse(List.of());
    if (!taken.isEmpty()) {
      database.write(TAKE_BACK, taken.get(0).campaign(), Joined.of(taken, Held::number));
    }
    database.write(SETTLE);
    announce(taken, self);
    return taken.size();
  }

  /**
   * Gives back batches of one campaign that a node has claimed and does not work on: it never knew
   * of the claim, or it has not begun them, or it has and could not record that they failed. Only
   * the last count as tried. They can be claimed again after a second. Attribute NOT_SUPPORTED.
   *
   * @param kept what the node works on
   * @param tried what has failed
   * @return what was given back, of campaigns that nobody else holds
   */
  @MonitoredTransaction(operation = "give_back_batches", timeoutMillis = 3_000, maxRetries = 1)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public GivenBack giveBack(String node, Set<Batch> kept, Set<Batch> tried) {
    Set<Batch> known = Sets.union(kept, tried);
    List<Held> unknown =
        database.query(
            UNKNOWN,
            row -> new Held(row.campaign("campaign_id"), row.number("number"), row.flag("untried")),
            Joined.of(known, Batch::campaign),
            Joined.of(known, Batch::number),
            Joined.of(known, Batch::leaseEpoch),
            Joined.of(known, kept::contains),
            node,
            MOST);
    List<Held> given = free(unknown).map(campaign -> of(campaign, unknown)).orElse(List.of());
    giveBack(1, given.stream().filter(Held::untried).toList());
    giveBack(0, given.stream().filter(held -> !held.untried()).toList());
    announce(given, node);
    return new GivenBack(given.size(), unknown.size() - given.size());
  }

  private void giveBack(int attempts, List<Held> batches) {
    if (!batches.isEmpty()) {
      database.write(
          GIVE_BACK, attempts, batches.get(0).campaign(), Joined.of(batches, Held::number));
    }
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

  /** A batch that is to be taken or given back. */
  private record Held(CampaignId campaign, long number, boolean untried) {}

  /**
   * A campaign that nobody else holds; it is locked then. All batches are taken or given back of
   * one campaign at a time: whoever records a source locks the campaign of a dependent behind that
   * of the source, so nobody may hold two in another order. And who holds one for long may stop its
   * own batches, but not those of others.
   */
  private Optional<CampaignId> free(List<Held> batches) {
    return campaigns(batches).stream().filter(handler::lockIfFree).findFirst();
  }

  /** One that has to be waited for: each has its turn. */
  private static Optional<CampaignId> any(List<Held> batches) {
    List<CampaignId> all = campaigns(batches);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get(ThreadLocalRandom.current().nextInt(all.size())));
  }

  private static List<CampaignId> campaigns(List<Held> batches) {
    return batches.stream().map(Held::campaign).distinct().toList();
  }

  private static List<Held> of(CampaignId campaign, List<Held> batches) {
    return batches.stream().filter(batch -> batch.campaign().equals(campaign)).toList();
  }

  private void announce(List<Held> batches, String node) {
    batches.stream()
        .findFirst()
        .ifPresent(
            batch -> {
              handler.postponed(batch.campaign(), node);
              released.fire(new WorkReleased(batch.campaign()));
            });
  }
}
