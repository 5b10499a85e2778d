package io.domainflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignTypes;
import io.domainflow.campaign.CampaignView;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.BatchLedger;
import io.domainflow.execution.Bundle;
import io.domainflow.execution.WorkHandler;
import io.domainflow.execution.WorkNodes;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import io.domainflow.migrations.DatabaseMigration;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Chains of campaigns, step by step: this test is the only node. */
@ExtendWith(ArquillianExtension.class)
class PipelineIT {

  private static final String NODE = "test";
  private static final Control TESTER = Control.by("tester");

  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject CampaignTypes types;
  @Inject BatchClaims claims;
  @Inject BatchLedger ledger;
  @Inject WorkHandler handler;
  @Inject WorkNodes nodes;
  @Inject Reconciliation reconciliation;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return RacedChains.archive(PipelineIT.class);
  }

  @BeforeEach
  void prepare() {
    database.update("TRUNCATE campaigns, work_batches, work_nodes, generation_cursors CASCADE");
    PassThroughCampaigns.install(database);
    nodes.join(NODE, "1", 4, Duration.ofMinutes(10));
  }

  /** Whatever a test has done with them, all campaigns agree with themselves. */
  @AfterEach
  void reconcileAndCleanUp() {
    try {
      database
          .query("SELECT id FROM campaigns", row -> row.campaign("id"))
          .forEach(id -> assertThat(reconciliation.differences(id)).as("%s", id).isEmpty());
      assertThat(reconciliation.workAtOdds(10)).isEmpty();
    } finally {
      PassThroughCampaigns.uninstall(database);
    }
  }

  private CampaignRequest<?> generation(String constant) {
    return request(
        "DOMAIN_GENERATION",
        new GenerationDefinition(
            GenerationPattern.PREFIX, 3, null, null, "ab", constant, List.of("com", "net"), "16"));
  }

  private CampaignRequest<?> keeping(String end) {
    return request(PassThroughCampaigns.NAME, new PassThroughDefinition(end));
  }

  private CampaignRequest<?> request(String name, Record definition) {
    return request(types.find(name).orElseThrow(), definition);
  }

  private static <D extends Record> CampaignRequest<D> request(
      CampaignType<D> type, Record definition) {
    return CampaignRequest.of("a stage", type, type.definitionClass().cast(definition));
  }

  private List<CampaignId> create(boolean start, CampaignRequest<?>... stages) {
    return orchestrator.createPipeline(List.of(stages), start, "tester").stream()
        .map(CampaignView::id)
        .toList();
  }

  /** Batches of four names, so that sources have four of them. */
  private List<CampaignId> pipeline(CampaignRequest<?>... stages) {
    List<CampaignId> ids = create(true, stages);
    database.update("UPDATE work_plans SET batch_size = 4 WHERE source_id IS NULL");
    return ids;
  }

  private CampaignView view(CampaignId id) {
    return queries.find(id).orElseThrow();
  }

  private List<Batch> claim(int most) {
    return claims.claim(NODE, most);
  }

  private void record(Batch batch) {
    assertThat(ledger.record(Bundle.of(batch, handler.perform(batch)), NODE).recorded()).isOne();
  }

  /** Works until nothing is left; returns the campaigns of the batches in their order. */
  private List<CampaignId> workToTheEnd() {
    List<CampaignId> order = new ArrayList<>();
    for (List<Batch> claimed = claim(1); !claimed.isEmpty(); claimed = claim(1)) {
      record(claimed.get(0));
      order.add(claimed.get(0).campaign());
    }
    return order;
  }

  private List<String> names(CampaignId id) {
    return database.query(
        "SELECT name FROM pass_through_names WHERE campaign_id = ? ORDER BY name",
        row -> row.text("name"),
        id);
  }

  private List<String> history(CampaignId id) {
    return queries.events(id, 0, 100).stream().map(event -> event.to() + "").toList();
  }

  @Test
  void dependentsTakeEachBatchOnceWhileTheirSourceStillRunsAndEndWithIt() {
    List<CampaignId> ids = pipeline(generation("chain"), keeping(".com"), keeping("achain.com"));
    List<CampaignId> order = workToTheEnd();

    assertThat(order).hasSize(12);
    assertThat(order.indexOf(ids.get(1))).isLessThan(order.lastIndexOf(ids.get(0)));
    assertThat(order.indexOf(ids.get(2))).isLessThan(order.lastIndexOf(ids.get(1)));
    assertThat(ids).allMatch(id -> view(id).status() == CampaignStatus.COMPLETED);
    assertThat(names(ids.get(1))).hasSize(8).allMatch(name -> name.endsWith(".com"));
    assertThat(names(ids.get(2)))
        .containsExactly("aaachain.com", "abachain.com", "baachain.com", "bbachain.com");
    assertThat(view(ids.get(2)))
        .extracting(
            CampaignView::totalItems, CampaignView::successfulItems, CampaignView::failedItems)
        .containsExactly(8L, 4L, 4L);
  }

  @Test
  void aDependentThatIsCreatedLaterTakesWhatItsSourceHasDoneBefore() {
    CampaignId source = pipeline(generation("later")).get(0);
    List<Batch> batches = claim(4);
    record(batches.get(0));
    record(batches.get(1));
    CampaignId dependent = orchestrator.create(keeping(".com").withSource(source), "tester").id();
    assertThat(view(dependent).totalItems()).isEqualTo(16);
    orchestrator.start(dependent, TESTER);
    record(batches.get(2));
    record(batches.get(3));
    workToTheEnd();
    assertThat(names(dependent)).hasSize(8);
    assertThat(view(dependent).status()).isEqualTo(CampaignStatus.COMPLETED);

    CampaignId last = orchestrator.create(keeping(".net").withSource(source), "tester").id();
    orchestrator.start(last, TESTER);
    workToTheEnd();
    assertThat(names(last)).hasSize(8);
    assertThat(view(last).status()).isEqualTo(CampaignStatus.COMPLETED);
  }

  @Test
  void aDependentWhoseSourceComesToNothingCompletes() {
    List<CampaignId> ids = pipeline(generation("none"), keeping(".org"), keeping("x"));
    workToTheEnd();
    assertThat(view(ids.get(1)).failedItems()).isEqualTo(16);
    assertThat(view(ids.get(2)).totalItems()).isZero();
    assertThat(history(ids.get(2))).containsExactly("PENDING", "QUEUED", "RUNNING", "COMPLETED");
  }

  @Test
  void aDependentThatIsStartedAfterTheEndOfItsEmptySourceCompletesAtOnce() {
    List<CampaignId> ids = create(false, generation("late"), keeping("nothing"), keeping("x"));
    orchestrator.start(ids.get(0), TESTER);
    orchestrator.start(ids.get(1), TESTER);
    workToTheEnd();
    assertThat(view(ids.get(2)).status()).isEqualTo(CampaignStatus.PENDING);
    orchestrator.start(ids.get(2), TESTER);
    assertThat(view(ids.get(2)).status()).isEqualTo(CampaignStatus.COMPLETED);
  }

  @Test
  void dependentsOfACancelledSourceEndWithWhatItHasDone() {
    List<CampaignId> ids = pipeline(generation("cancel"), keeping(".com"), keeping(".com"));
    record(claim(1).get(0));
    orchestrator.cancel(ids.get(0), TESTER);
    workToTheEnd();
    assertThat(view(ids.get(1)))
        .extracting(CampaignView::status, CampaignView::totalItems)
        .containsExactly(CampaignStatus.COMPLETED, 4L);
    assertThat(view(ids.get(2)))
        .extracting(CampaignView::status, CampaignView::totalItems)
        .containsExactly(CampaignStatus.COMPLETED, 2L);
  }

  @Test
  void dependentsOfAFailedSourceWait() {
    List<CampaignId> ids = pipeline(generation("fail"), keeping(".com"));
    ledger.fail(claim(1).get(0), "poison", NODE);
    assertThat(view(ids.get(0)).status()).isEqualTo(CampaignStatus.FAILED);
    assertThat(view(ids.get(1)).status()).isEqualTo(CampaignStatus.QUEUED);
  }

  @Test
  void aCancelledDependentTakesNoMoreBatches() {
    List<CampaignId> ids = pipeline(generation("stop"), keeping(".com"));
    record(claim(1).get(0));
    orchestrator.cancel(ids.get(1), TESTER);
    workToTheEnd();
    assertThat(view(ids.get(0)).status()).isEqualTo(CampaignStatus.COMPLETED);
    assertThat(
            database.query(
                "SELECT status FROM work_batches WHERE campaign_id = ?",
                row -> row.text("status"),
                ids.get(1)))
        .containsExactly("CANCELLED");
  }

  @Test
  void batchesThatFailWithinTheToleranceAreNoneOfTheDependents() {
    List<CampaignId> ids = pipeline(tolerating(generation("loss"), 25), keeping(".com"));
    ledger.fail(claim(1).get(0), "poison", NODE);
    workToTheEnd();
    assertThat(view(ids.get(0)))
        .extracting(CampaignView::status, CampaignView::failedItems)
        .containsExactly(CampaignStatus.COMPLETED, 4L);
    assertThat(view(ids.get(1)))
        .extracting(CampaignView::status, CampaignView::totalItems)
        .containsExactly(CampaignStatus.COMPLETED, 12L);
  }

  /** What fails is half of its first batch's share, and an eighth of all that it is about. */
  @Test
  void aDependentToleratesByAllThatItIsAboutAndNotByWhatItsSourceHasDoneSoFar() {
    List<CampaignId> ids = pipeline(generation("whole"), tolerating(keeping(".com"), 50));
    List<Batch> source = claim(4);
    record(source.get(0));
    ledger.fail(claim(1).get(0), "poison", NODE);
    assertThat(view(ids.get(1)))
        .extracting(CampaignView::status, CampaignView::failedItems)
        .containsExactly(CampaignStatus.RUNNING, 4L);
    source.subList(1, 4).forEach(this::record);
    workToTheEnd();
    assertThat(view(ids.get(1)))
        .extracting(CampaignView::status, CampaignView::successfulItems, CampaignView::failedItems)
        .containsExactly(CampaignStatus.COMPLETED, 6L, 10L);
  }

  /**
   * What versions before V007 and V010 kept of a campaign: no tally of a batch, and no range of
   * offsets. V007 took each item of a batch that was done for successful.
   */
  @Test
  void aDependentOfACampaignOfAnOldVersionWorksOnAllItsNames() throws IOException {
    // Names like -aaold.com are impossible; of the last four offsets another campaign has three.
    GenerationDefinition definition =
        new GenerationDefinition(
            GenerationPattern.PREFIX, 3, null, null, "a-", "old", List.of("com", "net"), "16");
    CampaignId source = pipeline(request("DOMAIN_GENERATION", definition)).get(0);
    List<Batch> batches = claim(4);
    batches.subList(0, 3).forEach(this::record);
    database.update("UPDATE generation_cursors SET next_offset = combinations - 1");
    record(batches.get(3));
    CampaignView completed = view(source);
    assertThat(completed)
        .extracting(CampaignView::status, CampaignView::totalItems)
        .containsExactly(CampaignStatus.COMPLETED, 13L);
    assertThat(completed.failedItems()).isBetween(1L, 12L);
    database.update(
        "UPDATE work_batches SET successful = size, failed = 0, missing = 0 WHERE campaign_id = ?",
        source);
    database.update("DELETE FROM generation_ranges WHERE campaign_id = ?", source);
    assertThat(reconciliation.differences(source)).isNotEmpty();

    migrate("V011__tallies_and_ranges_of_old_batches.sql");
    assertThat(reconciliation.differences(source)).isEmpty();
    CampaignId dependent = orchestrator.create(keeping("m").withSource(source), "tester").id();
    orchestrator.start(dependent, TESTER);
    workToTheEnd();
    assertThat(view(dependent))
        .extracting(CampaignView::status, CampaignView::processedItems)
        .containsExactly(CampaignStatus.COMPLETED, completed.successfulItems());
    assertThat(names(dependent))
        .isEqualTo(
            database.query(
                """
                SELECT name FROM generated_domains
                 WHERE campaign_id = ? AND name LIKE '%m' ORDER BY name
                """,
                row -> row.text("name"), source));
  }

  private void migrate(String script) throws IOException {
    try (InputStream sql = DatabaseMigration.class.getResourceAsStream(script)) {
      database.update(
          new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static <D extends Record> CampaignRequest<D> tolerating(
      CampaignRequest<D> stage, int percent) {
    return new CampaignRequest<>(
        stage.name(), stage.type(), stage.definition(), stage.source(), percent);
  }

  @Test
  void aSourceIsKeptAsLongAsADependentMayNeedIt() {
    List<CampaignId> ids = pipeline(generation("keep"), keeping(".com"));
    for (Batch batch : claim(4)) {
      record(batch);
    }
    assertThat(view(ids.get(0)).status()).isEqualTo(CampaignStatus.COMPLETED);
    assertThatThrownBy(() -> orchestrator.delete(ids.get(0), TESTER))
        .isInstanceOf(RefusedChange.InUse.class)
        .hasMessageContaining(ids.get(1).toString());
    workToTheEnd();
    orchestrator.delete(ids.get(0), TESTER);
    assertThat(queries.find(ids.get(0))).isEmpty();
    assertThat(view(ids.get(1)).status()).isEqualTo(CampaignStatus.COMPLETED);
  }

  @Test
  void aPipelineIsCreatedWholeOrNotAtAll() {
    assertThatThrownBy(
            () ->
                orchestrator.createPipeline(
                    List.of(generation("whole"), generation("second")), true, "tester"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("stages[1].type: ");
    assertThat(database.query("SELECT 1 FROM campaigns", row -> true)).isEmpty();
  }

  @Test
  void whatATypeRefusesIsNamedByItsStage() {
    assertThatThrownBy(() -> create(true, keeping(".com")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("stages[0].sourceCampaignId: ");
    GenerationDefinition tooMany =
        new GenerationDefinition(
            GenerationPattern.PREFIX, 1, null, null, "ab", "many", List.of("com"), "3");
    assertThatThrownBy(() -> create(true, request("DOMAIN_GENERATION", tooMany)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("stages[0].generation.count: ");
  }

  @Test
  void whoeverCreatesCampaignsGetsThemAsTheyWereStored() {
    CampaignView alone = orchestrator.create(generation("alone"), "tester");
    assertThat(alone).isEqualTo(view(alone.id()));
    CampaignView following =
        orchestrator.create(tolerating(keeping(".com"), 7).withSource(alone.id()), "tester");
    assertThat(following).isEqualTo(view(following.id()));
    orchestrator
        .createPipeline(List.of(generation("first"), keeping(".com")), true, "tester")
        .forEach(stage -> assertThat(stage).isEqualTo(view(stage.id())));
  }

  @Test
  void aTypeThatNeedsASourceIsRefusedWithoutOne() {
    assertThatThrownBy(() -> orchestrator.create(keeping(".com"), "tester"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("sourceCampaignId");
    assertThatThrownBy(
            () -> orchestrator.create(keeping(".com").withSource(CampaignId.create()), "tester"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("there is no campaign");
  }
}
