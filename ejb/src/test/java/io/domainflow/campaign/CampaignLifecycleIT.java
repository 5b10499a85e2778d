package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.database.Database;
import io.domainflow.execution.BatchQueries;
import io.domainflow.execution.BatchStatus;
import io.domainflow.generation.GeneratedDomain;
import io.domainflow.generation.GeneratedDomains;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import io.domainflow.generation.definition.GenerationView;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Campaigns from their creation to their end, on a real Payara with a real PostgreSQL. */
@ExtendWith(ArquillianExtension.class)
class CampaignLifecycleIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject CampaignTypes types;
  @Inject GeneratedDomains domains;
  @Inject BatchQueries batches;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(CampaignLifecycleIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  /** Each test has a constant, and so a pattern, of its own. */
  private static GenerationDefinition definition(String constant, long count) {
    return definition(constant, 3, count);
  }

  private static GenerationDefinition definition(String constant, int length, long count) {
    return new GenerationDefinition(
        GenerationPattern.PREFIX,
        length,
        null,
        null,
        "abcdefghijklmnopqrstuvwxyz",
        constant,
        List.of("com", "net"),
        Long.toString(count));
  }

  private CampaignId create(GenerationDefinition definition) {
    CampaignType<?> type = types.get("DOMAIN_GENERATION");
    return create(type, definition);
  }

  private <D extends Record> CampaignId create(CampaignType<D> type, Record definition) {
    CampaignRequest<D> request =
        CampaignRequest.of("a campaign", type, type.definitionClass().cast(definition));
    return orchestrator.create(request, "tester").id();
  }

  private CampaignView view(CampaignId id) {
    return queries.find(id).orElseThrow();
  }

  private CampaignView awaitStatus(CampaignId id, CampaignStatus status) {
    Eventually.within(PATIENCE).holds(id + " is " + status, () -> view(id).status() == status);
    return view(id);
  }

  private List<GeneratedDomain> names(CampaignId id) {
    return domains.page(id, -1, 1_000_000);
  }

  private List<String> history(CampaignId id) {
    return queries.events(id, 0, 100).stream()
        .map(event -> event.sequence() + " " + event.from() + " " + event.to())
        .toList();
  }

  @Test
  void aStartedCampaignGeneratesItsNamesAndCompletes() {
    CampaignId id = create(definition("complete", 25_000));
    assertThat(view(id).status()).isEqualTo(CampaignStatus.PENDING);
    assertThat(view(id).totalItems()).isEqualTo(25_000);

    orchestrator.start(id, Control.by("tester"));

    CampaignView completed = awaitStatus(id, CampaignStatus.COMPLETED);
    assertThat(completed.successfulItems()).isEqualTo(25_000);
    assertThat(completed.failedItems()).isZero();
    assertThat(completed.startedAt()).isNotNull();
    assertThat(completed.completedAt()).isNotNull();
    assertThat(names(id)).hasSize(25_000).startsWith(new GeneratedDomain(0, "aaacomplete.com"));
    assertThat(names(id).stream().map(GeneratedDomain::name).distinct()).hasSize(25_000);
    assertThat(history(id))
        .containsExactly(
            "1 null PENDING", "2 PENDING QUEUED", "3 QUEUED RUNNING", "4 RUNNING COMPLETED");
    assertThat(batches.batches(id, -1, 10))
        .hasSize(3)
        .allMatch(batch -> batch.status() == BatchStatus.DONE && batch.attempt() == 1);
  }

  @Test
  void campaignsOfOnePatternShareNoNameAndLeaveNoHole() {
    List<CampaignId> ids =
        Stream.of(9_000L, 11_000L, 15_152L)
            .map(count -> create(definition("shared", count)))
            .toList();
    ids.forEach(id -> orchestrator.start(id, Control.by("tester")));
    ids.forEach(id -> awaitStatus(id, CampaignStatus.COMPLETED));

    List<Long> offsets = new ArrayList<>();
    ids.forEach(id -> names(id).forEach(domain -> offsets.add(domain.offset())));
    assertThat(offsets.stream().sorted().toList())
        .isEqualTo(LongStream.range(0, 26 * 26 * 26 * 2).boxed().toList());
    assertThatThrownBy(() -> create(definition("shared", 0)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("0 of 35152 are left");
  }

  @Test
  void aCampaignWhoseNamesWereTakenByAnotherCompletesWithWhatWasLeft() {
    CampaignId first = create(definition("contended", 0));
    CampaignId second = create(definition("contended", 0));
    orchestrator.start(first, Control.by("tester"));
    awaitStatus(first, CampaignStatus.COMPLETED);
    orchestrator.start(second, Control.by("tester"));

    CampaignView empty = awaitStatus(second, CampaignStatus.COMPLETED);
    assertThat(empty.totalItems()).isZero();
    assertThat(names(second)).isEmpty();
  }

  @Test
  void aCancelledCampaignGeneratesNothing() {
    CampaignId id = create(definition("cancelled", 100));
    orchestrator.cancel(id, Control.by("tester"));
    assertThatThrownBy(() -> orchestrator.start(id, Control.by("tester")))
        .isInstanceOf(RefusedChange.IllegalTransition.class);
    assertThat(names(id)).isEmpty();
    assertThat(history(id)).containsExactly("1 null PENDING", "2 PENDING CANCELLED");
  }

  @Test
  void aPausedCampaignGoesOnWhereItStoppedWhenResumed() {
    // Many more batches than workers: the batches under way when it is paused are not the last.
    CampaignId id = create(definition("paused", 4, 300_000));
    orchestrator.start(id, Control.by("tester"));
    Eventually.within(PATIENCE).holds("it has begun", () -> view(id).processedItems() > 0);
    orchestrator.pause(id, Control.by("tester"));
    CampaignView paused = awaitStatus(id, CampaignStatus.PAUSED);
    assertThat(paused.processedItems()).isLessThan(300_000);
    assertThat(names(id)).hasSize((int) paused.successfulItems());

    orchestrator.resume(id, Control.by("tester"));
    awaitStatus(id, CampaignStatus.COMPLETED);
    assertThat(names(id).stream().map(GeneratedDomain::offset).toList())
        .isEqualTo(LongStream.range(0, 300_000).boxed().toList());
  }

  @Test
  void aDeletedCampaignLeavesItsHistoryOnly() {
    CampaignId id = create(definition("deleted", 50));
    orchestrator.start(id, Control.by("tester"));
    awaitStatus(id, CampaignStatus.COMPLETED);
    orchestrator.delete(id, Control.by("tester"));

    assertThat(queries.find(id)).isEmpty();
    assertThat(names(id)).isEmpty();
    assertThat(batches.batches(id, -1, 10)).isEmpty();
    assertThat(history(id)).hasSize(5).endsWith("5 COMPLETED null");
    assertThatThrownBy(() -> orchestrator.delete(id, Control.by("tester")))
        .isInstanceOf(CampaignNotFoundException.class);
  }

  @Test
  void aRefusedDefinitionLeavesNothing() {
    int before = queries.list(all()).campaigns().size();
    assertThatThrownBy(() -> create(definition("-", 1)))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(queries.list(all()).campaigns()).hasSize(before);
  }

  @Test
  void pagesOfCampaignsFollowOneAnotherInBothDirections() {
    List<CampaignId> made =
        Stream.of("one", "two", "three")
            .map(constant -> create(definition("page" + constant, 10)))
            .toList();
    for (CampaignSort sort : CampaignSort.values()) {
      List<CampaignId> found = new ArrayList<>();
      CampaignCursor after = null;
      do {
        CampaignPage page =
            queries.list(new CampaignFilter("DOMAIN_GENERATION", null, "A CAMP", sort, after, 2));
        page.campaigns().forEach(view -> found.add(view.id()));
        after = page.next();
      } while (after != null);
      assertThat(found).as("%s", sort).doesNotHaveDuplicates().containsAll(made);
    }
  }

  /** Lets PostgreSQL refuse names of the campaign as long as {@code condition} is true. */
  private void refuseNames(CampaignId id, String condition) {
    database.update("CREATE SEQUENCE IF NOT EXISTS refusals");
    database.update(
        """
        CREATE OR REPLACE FUNCTION refuse_names() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.campaign_id = '%s' AND %s THEN
            RAISE EXCEPTION 'deadlock timeout, says a name' USING ERRCODE = '23505';
          END IF;
          RETURN NEW;
        END $$
        """
            .formatted(id, condition));
    database.update(
        """
        CREATE OR REPLACE TRIGGER refuse_names BEFORE INSERT ON generated_domains
        FOR EACH ROW EXECUTE FUNCTION refuse_names()
        """);
  }

  private void acceptNames() {
    database.update("DROP TRIGGER refuse_names ON generated_domains");
  }

  private long usedOffsets(String hash) {
    return database
        .first(
            "SELECT next_offset FROM generation_cursors WHERE configuration_hash = ?",
            row -> row.number("next_offset"),
            hash)
        .orElseThrow();
  }

  private String hash(CampaignId id) {
    return ((GenerationView) view(id).definition()).configurationHash();
  }

  @Test
  void aBatchThatFailsIsTriedAgainWithoutLosingOrRepeatingAName() {
    CampaignId id = create(definition("again", 15_000));
    refuseNames(id, "nextval('refusals') IN (1, 2)");
    try {
      orchestrator.start(id, Control.by("tester"));
      awaitStatus(id, CampaignStatus.COMPLETED);
    } finally {
      acceptNames();
    }
    assertThat(names(id).stream().map(GeneratedDomain::offset).toList())
        .isEqualTo(LongStream.range(0, 15_000).boxed().toList());
    assertThat(batches.batches(id, -1, 10)).anyMatch(batch -> batch.attempt() > 1);
  }

  @Test
  void aBatchThatAlwaysFailsFailsItsCampaignAndGivesItsOffsetsBack() {
    CampaignId id = create(definition("poison", 25_000));
    refuseNames(id, "true");
    try {
      orchestrator.start(id, Control.by("tester"));
      awaitStatus(id, CampaignStatus.FAILED);
    } finally {
      acceptNames();
    }
    assertThat(view(id).error()).contains("23505", "deadlock timeout, says a name");
    assertThat(view(id).processedItems()).isZero();
    assertThat(names(id)).isEmpty();
    assertThat(usedOffsets(hash(id))).isZero();
    assertThat(batches.batches(id, -1, 10))
        .anyMatch(batch -> batch.status() == BatchStatus.FAILED && batch.attempt() == 5)
        .noneMatch(batch -> batch.status() == BatchStatus.CLAIMED);
    assertThat(history(id)).endsWith("4 RUNNING FAILED");
  }

  private static CampaignFilter all() {
    return new CampaignFilter(null, null, null, CampaignSort.CREATED_DESCENDING, null, 200);
  }
}
