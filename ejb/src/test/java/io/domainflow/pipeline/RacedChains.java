package io.domainflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignTypes;
import io.domainflow.campaign.CampaignView;
import io.domainflow.campaign.CampaignsInStates;
import io.domainflow.campaign.RacedCampaigns;
import io.domainflow.campaign.Races;
import io.domainflow.campaign.WorkingNode;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Bundle;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.WorkInvariants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Chains of campaigns of which batches are about to be recorded, and what has to hold afterwards.
 * Each dependent keeps all names of its source.
 */
@ApplicationScoped
public class RacedChains {

  static final String RECORDED = "recorded";
  static final String TOO_LATE = "too late";
  static final String FAILED = "failed";
  static final String CREATED = "created";
  static final String NO_SOURCE = "no source";

  /** Of a race whose outcomes are all seen by then; else it goes on until they are. */
  private static final int ROUNDS = 30;

  private static final Control TESTER = Control.by("tester");
  private static final int MOST_BATCHES = 3;

  /**
   * A batch that was released is written by the transaction that has recorded the source's batch.
   * So it can be asked only as long as neither was changed since.
   */
  private static final String WAYS =
      """
      SELECT string_agg(CASE WHEN taken.xmin = given.xmin THEN 'released' ELSE 'copied' END, ' '
                        ORDER BY number) AS ways
        FROM work_plans plan
        JOIN work_batches taken ON taken.campaign_id = plan.campaign_id
        JOIN work_batches given USING (number)
       WHERE plan.campaign_id = ? AND given.campaign_id = plan.source_id
      """;

  private static final String TOLD =
      """
      SELECT dependent.xmin = given.xmin AS told
        FROM work_plans plan
        JOIN campaigns dependent ON dependent.id = plan.campaign_id
        JOIN work_batches given ON given.campaign_id = plan.source_id
       WHERE plan.campaign_id = ? AND given.number = ?
      """;

  @Inject RacedCampaigns campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject CampaignTypes types;
  @Inject WorkingNode node;
  @Inject Races races;
  @Inject Reconciliation reconciliation;
  @Inject Database database;

  /** Something that happens to a campaign, and tells how it went. */
  @FunctionalInterface
  public interface Racer extends Callable<String> {}

  /** What the test inside the container needs beside its own package. */
  static WebArchive archive(Class<?> test) {
    return InContainerArchive.quiet(test)
        .addClasses(CampaignsInStates.class, RacedCampaigns.class, RacedCampaigns.Start.class)
        .addClasses(Races.class, WorkingNode.class, WorkInvariants.class);
  }

  /** Each round comes to one of the outcomes, and each of them comes in some round. */
  static void comesTo(Callable<String> round, String... possible) throws Exception {
    Races.comesTo(round, ROUNDS, List.of(possible));
  }

  /** Forgets all campaigns. */
  public void begin() {
    PassThroughCampaigns.install(database);
    campaigns.clear();
  }

  /** Every campaign has the work of its state, and nobody has waited for each other. */
  public void end() {
    try {
      campaigns.assertNothingAtOdds();
      campaigns.assertNoDeadlock();
    } finally {
      PassThroughCampaigns.uninstall(database);
    }
  }

  /** The campaign as users see it. */
  public CampaignView view(CampaignId id) {
    return queries.find(id).orElseThrow();
  }

  /** A new campaign that keeps all names of {@code source}; it is PENDING. */
  public CampaignId create(CampaignId source) {
    CampaignType<?> type = types.find(PassThroughCampaigns.NAME).orElseThrow();
    return orchestrator.create(request(type).withSource(source), "tester").id();
  }

  private static <D extends Record> CampaignRequest<D> request(CampaignType<D> type) {
    return CampaignRequest.of(
        "a stage", type, type.definitionClass().cast(new PassThroughDefinition(".com")));
  }

  /** The same, started. */
  public CampaignId start(CampaignId source) {
    CampaignId id = create(source);
    orchestrator.start(id, TESTER);
    return id;
  }

  /** The campaign that was created last to work on the results of {@code source}. */
  public CampaignId lastOf(CampaignId source) {
    return database
        .first(
            """
            SELECT id FROM work_plans JOIN campaigns ON id = campaign_id
             WHERE source_id = ? ORDER BY created_at DESC LIMIT 1
            """,
            row -> row.campaign("id"),
            source)
        .orElseThrow();
  }

  /** Lets so many of a hundred items fail before the campaign does. */
  public void tolerate(CampaignId id, int percent) {
    database.update(
        "UPDATE work_plans SET tolerance_percent = ? WHERE campaign_id = ?", percent, id);
  }

  /** Works until nothing is left that can be claimed. */
  public void workToTheEnd() {
    for (List<Batch> claimed = node.claim(9); !claimed.isEmpty(); claimed = node.claim(9)) {
      assertThat(claimed).allMatch(batch -> node.record(batch).recorded() == 1);
    }
  }

  /** Does the batch, and gives back its record. */
  public Racer recording(Batch batch) {
    Bundle done = node.perform(batch);
    return () -> node.record(done).recorded() == 1 ? RECORDED : TOO_LATE;
  }

  /** The failure of the batch for good. */
  public Racer failing(Batch batch) {
    return () -> {
      node.fail(batch);
      return FAILED;
    };
  }

  /** Somebody who steers a campaign. */
  public Racer steering(Runnable steering) {
    return () -> Races.answer(steering);
  }

  /** The creation of a dependent. */
  public Racer creating(CampaignId source) {
    return () -> {
      try {
        create(source);
        return CREATED;
      } catch (InvalidRequestException gone) {
        return NO_SOURCE;
      }
    };
  }

  /** Runs all of them at once and gives what each has returned, in their order. */
  public String race(Racer... racers) throws Exception {
    return String.join(", ", races.runUnevenly(List.<Callable<String>>of(racers)));
  }

  /** The only batch of the campaign that can be claimed; no other campaign has any. */
  public Batch claimOne(CampaignId id) {
    List<Batch> claimed = node.claim(id, 9);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  /** How the campaign came by each of its batches, in order: released by a record, or copied. */
  public String ways(CampaignId id) {
    return database.first(WAYS, row -> String.valueOf(row.textOrNull("ways")), id).orElseThrow();
  }

  /**
   * Whether the campaign learned of the last change of its source's batch by being told, or knew it
   * from its creation.
   */
  public String learned(CampaignId id, long batch) {
    return database.first(TOLD, row -> row.flag("told"), id, batch).orElseThrow()
        ? "told"
        : "known";
  }

  /** The states of the campaign's batches in their order. */
  public String batches(CampaignId id) {
    return String.join(
        " ",
        database.query(
            "SELECT status FROM work_batches WHERE campaign_id = ? ORDER BY number",
            row -> row.text("status"),
            id));
  }

  /** All names that the campaign has stored, in the order of its batches. */
  public List<String> names(CampaignId id) {
    CampaignType<?> type = types.of(id);
    return LongStream.range(0, MOST_BATCHES)
        .boxed()
        .flatMap(number -> type.results(id, number).stream().sorted())
        .toList();
  }

  /** Why the campaign is in its state. */
  public String reason(CampaignId id) {
    return queries.events(id, 0, 100).stream()
        .reduce((before, last) -> last)
        .orElseThrow()
        .reason();
  }

  /** Each of the dependents has ended with all that its source has come to, and nothing twice. */
  public void assertAllTaken(CampaignId source, CampaignId... dependents) {
    List<String> given = names(source);
    assertThat(given).doesNotHaveDuplicates();
    assertAgreed(source, given.size());
    for (CampaignId dependent : dependents) {
      assertThat(names(dependent)).isEqualTo(given);
      assertThat(queries.find(dependent).orElseThrow())
          .extracting(CampaignView::status, CampaignView::totalItems, CampaignView::processedItems)
          .containsExactly(CampaignStatus.COMPLETED, (long) given.size(), (long) given.size());
      assertAgreed(dependent, given.size());
    }
  }

  /** The campaign agrees with itself, and all campaigns have the work of their states. */
  public void assertAgreed(CampaignId id, int names) {
    campaigns.assertWhole(id, names);
    assertThat(reconciliation.workAtOdds(10)).isEmpty();
  }
}
