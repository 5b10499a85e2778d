package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.config.Configuration;
import io.domainflow.database.Database;
import io.domainflow.database.DatabaseOutsideContainer;
import io.domainflow.testing.TestDatabase;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The beans of execution on a real PostgreSQL with two nodes, {@code one} and {@code two}; without
 * a container, so that each statement is a transaction of its own.
 */
@SuppressWarnings("UnnecessaryAssignment") // No container injects here.
public class WorkFixture implements AutoCloseable {

  public static final Duration LEASE = Duration.ofMinutes(1);
  public static final WorkNodes.Report REPORT = new WorkNodes.Report(4, 0, 0, 0);

  public final RecordingHandler handler = new RecordingHandler();
  public final BatchClaims claims = new BatchClaims();
  public final BatchLedger ledger = new BatchLedger();
  public final WorkPlans plans = new WorkPlans();
  public final WorkNodes nodes = new WorkNodes();
  public final TestDatabase server = TestDatabase.createMigrated();
  public final Database database;

  public WorkFixture() {
    this(DatabaseOutsideContainer::on);
  }

  /** The same with another way to the database. */
  public WorkFixture(Function<DataSource, Database> way) {
    database = way.apply(server.dataSource());
    claims.database = database;
    claims.handler = handler;
    claims.configuration = Configuration.read(setting -> null, List.of());
    plans.database = database;
    plans.handler = handler;
    plans.released = nobodyListens();
    ledger.database = database;
    ledger.handler = handler;
    ledger.plans = plans;
    nodes.database = database;
    nodes.handler = handler;
    nodes.released = nobodyListens();
    nodes.join("one", "1.0", 4, LEASE);
    nodes.join("two", "1.0", 4, LEASE);
  }

  @SuppressWarnings("unchecked") // An Event of any type does nothing.
  private static Event<WorkReleased> nobodyListens() {
    return (Event<WorkReleased>)
        Proxy.newProxyInstance(
            Event.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (event, method, args) -> null);
  }

  @Override
  public void close() {
    server.close();
  }

  public CampaignId plan(long items, int batchSize) {
    CampaignId campaign = CampaignId.create();
    database.update(
        """
        INSERT INTO campaigns (id, name, type, status, version, total_items, created_at)
        VALUES (?, 'work', 'DOMAIN_GENERATION', 'RUNNING', 1, ?, clock_timestamp())
        """,
        campaign,
        items);
    plans.create(campaign, items, batchSize);
    return campaign;
  }

  public CampaignId claimable(long items, int batchSize) {
    CampaignId campaign = plan(items, batchSize);
    database.update("UPDATE work_plans SET claimable = true WHERE campaign_id = ?", campaign);
    return campaign;
  }

  public void expireLeaseOf(String node) {
    database.update(
        "UPDATE work_nodes SET lease_until = clock_timestamp() - interval '1 s' WHERE node = ?",
        node);
  }

  /** The lease of the node runs out, and another notices. */
  public void lose(String node) {
    expireLeaseOf(node);
    while (nodes.recover("another") > 0) {
      // There is another campaign of which it had batches.
    }
  }

  /** Batches that wait for a later moment can be claimed now. */
  public void makeDue() {
    database.update("UPDATE work_batches SET not_before = now() WHERE status = 'READY'");
  }

  /** Nodes of the name {@code node} claim the batches and are lost with them, so many times. */
  public void loseBatches(int times, int batches) {
    for (int time = 0; time < times; time++) {
      String node = "lost-" + CampaignId.create();
      nodes.join(node, "1.0", 4, LEASE);
      makeDue();
      if (claims.claim(node, batches).size() != batches) {
        throw new AssertionError("there are not as many batches to claim");
      }
      lose(node);
    }
  }

  public List<BatchStatus> statuses(CampaignId campaign) {
    return database.query(
        "SELECT status FROM work_batches WHERE campaign_id = ? ORDER BY number",
        row -> row.constant("status", BatchStatus.class),
        campaign);
  }

  /** Records batches of one campaign as all successful. */
  public RecordOutcome record(List<Batch> batches, String node) {
    List<Finished> finished =
        batches.stream()
            .map(batch -> new Finished(batch, () -> new Tally(batch.size(), 0, 0)))
            .toList();
    return ledger.record(new Bundle(batches.get(0).campaign(), finished), node);
  }

  public RecordOutcome record(Batch batch, String node) {
    return record(List.of(batch), node);
  }
}
