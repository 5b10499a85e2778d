package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.campaign.reconciliation.StateReplay;
import io.domainflow.campaign.state.Control;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Bundle;
import io.domainflow.testing.WorkInvariants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Campaigns of which batches are about to be recorded, and what has to hold afterwards. */
@ApplicationScoped
public class RacedCampaigns {

  /** Names in a batch; a campaign has three batches at most, for there are nine names. */
  public static final int SIZE = 3;

  /** The tables that hold what belongs to a campaign alone: all but histories. */
  private static final String OWN_TABLES =
      """
      SELECT table_name FROM information_schema.columns
        JOIN information_schema.tables USING (table_catalog, table_schema, table_name)
       WHERE column_name = 'campaign_id' AND table_schema = current_schema()
         AND table_type = 'BASE TABLE'
         AND table_name NOT IN ('campaign_state_events', 'campaign_refusals', 'compensation_debts')
         AND table_name NOT LIKE 'transaction\\_%'
      """;

  private static final String RANGES_WITHOUT_RECORD =
      """
      SELECT count(*) AS found
        FROM generation_ranges given
        FULL JOIN (SELECT campaign_id, number
                     FROM work_batches JOIN work_plans USING (campaign_id)
                    WHERE status = 'DONE' AND source_id IS NULL) done
             USING (campaign_id, number)
       WHERE given.size IS NULL OR done IS NULL
      """;

  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject WorkingNode node;
  @Inject Reconciliation reconciliation;
  @Inject Database database;

  /** A campaign whose first claimed batch is done, and not recorded yet. */
  public record Start(CampaignId id, List<Batch> claimed, Bundle done) {}

  /** Forgets all campaigns and nodes. */
  public void clear() {
    ownTables().forEach(table -> database.update("TRUNCATE " + table + " CASCADE"));
    database.update("TRUNCATE campaigns, work_nodes CASCADE");
  }

  /** A new campaign of so many batches that can be claimed. */
  public CampaignId started(int batches) {
    CampaignId id = campaigns.create(batches * SIZE);
    database.update("UPDATE work_plans SET batch_size = ? WHERE campaign_id = ?", SIZE, id);
    orchestrator.start(id, Control.by("tester"));
    return id;
  }

  /** A campaign of so many batches, of which some are claimed. */
  public Start running(int batches, int claimed) {
    CampaignId id = started(batches);
    List<Batch> mine = node.claim(id, claimed);
    assertThat(mine).hasSize(claimed);
    return new Start(id, mine, node.perform(mine.get(0)));
  }

  /** A campaign of so many batches that waits for the only one that is claimed, to be paused. */
  public Start pausing(int batches) {
    Start start = running(batches, 1);
    orchestrator.pause(start.id(), Control.by("tester"));
    return start;
  }

  /** The states that the campaign had after QUEUED, in order, and "deleted" if it is. */
  public String history(CampaignId id) {
    return queries.events(id, 0, 100).stream()
        .skip(2)
        .map(event -> Objects.toString(event.to(), "deleted"))
        .collect(Collectors.joining(" "));
  }

  /** The campaign agrees with itself and has so many names; if it is deleted, it has none. */
  public void assertWhole(CampaignId id, int names) {
    StateReplay replay = campaigns.replay(id);
    if (replay.isDeleted()) {
      assertThat(queries.find(id)).isEmpty();
      assertThat(count("SELECT count(*) AS found FROM generated_domains WHERE campaign_id = ?", id))
          .isZero();
    } else {
      assertThat(campaigns.row(id)).isEqualTo(replay);
      assertThat(queries.find(id).orElseThrow().successfulItems()).isEqualTo(names);
      assertThat(reconciliation.differences(id)).isEmpty();
    }
  }

  /** Every campaign has the work of its state, and nothing is left of those that are deleted. */
  public void assertNothingAtOdds() {
    assertThat(reconciliation.workAtOdds(10)).isEmpty();
    assertThat(database.withConnection(WorkInvariants::offenders)).isEmpty();
    assertThat(count(RANGES_WITHOUT_RECORD)).isZero();
    List<String> tables = ownTables();
    assertThat(tables).contains("work_plans", "work_batches", "generated_domains");
    for (String table : tables) {
      assertThat(
              count(
                  "SELECT count(*) AS found FROM "
                      + table
                      + " WHERE campaign_id NOT IN (SELECT id FROM campaigns)"))
          .as("rows without a campaign in %s", table)
          .isZero();
    }
  }

  /**
   * A deadlock would be retried, after a second: nobody would see that the order of locks is bad.
   */
  public void assertNoDeadlock() {
    assertThat(
            count(
                """
                SELECT deadlocks AS found FROM pg_stat_database WHERE datname = current_database()
                """))
        .as("deadlocks")
        .isZero();
  }

  private List<String> ownTables() {
    return database.query(OWN_TABLES, row -> row.text("table_name"));
  }

  private long count(String query, Object... parameters) {
    return database.first(query, row -> row.number("found"), parameters).orElseThrow();
  }
}
