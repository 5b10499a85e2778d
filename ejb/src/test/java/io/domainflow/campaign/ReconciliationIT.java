package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.Check;
import io.domainflow.campaign.reconciliation.Difference;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.campaign.reconciliation.WorkAtOdds;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.WorkInvariants;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A campaign agrees with itself after each of its operations; whatever does not is found. */
@ExtendWith(ArquillianExtension.class)
class ReconciliationIT {

  private static final Control TESTER = Control.by("tester");

  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject Reconciliation reconciliation;
  @Inject WorkingNode node;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(ReconciliationIT.class).addClass(WorkInvariants.class);
  }

  @BeforeEach
  void beginWithNothing() {
    database.update("TRUNCATE campaigns, work_batches, work_nodes CASCADE");
  }

  /** Nine names in batches of four. */
  private CampaignId started() {
    CampaignId id = campaigns.create(9);
    database.update("UPDATE work_plans SET batch_size = 4 WHERE campaign_id = ?", id);
    orchestrator.start(id, TESTER);
    return id;
  }

  private void assertConsistent(CampaignId id, CampaignStatus status) {
    assertThat(campaigns.row(id).status()).isEqualTo(status);
    assertThat(reconciliation.differences(id)).as("%s", status).isEmpty();
    assertThat(reconciliation.workAtOdds(10)).as("%s", status).isEmpty();
  }

  private Set<Check> found(CampaignId id) {
    return reconciliation.differences(id).stream()
        .map(Difference::check)
        .collect(Collectors.toSet());
  }

  @Test
  void aCampaignIsConsistentAfterEachOfItsOperations() {
    CampaignId id = campaigns.create(9);
    assertConsistent(id, CampaignStatus.PENDING);
    database.update("UPDATE work_plans SET batch_size = 4 WHERE campaign_id = ?", id);
    orchestrator.start(id, TESTER);
    assertConsistent(id, CampaignStatus.QUEUED);
    List<Batch> batches = node.claim(id, 2);
    assertConsistent(id, CampaignStatus.RUNNING);
    node.record(batches.get(0));
    assertConsistent(id, CampaignStatus.RUNNING);
    orchestrator.pause(id, TESTER);
    assertConsistent(id, CampaignStatus.PAUSING);
    orchestrator.resume(id, TESTER);
    assertConsistent(id, CampaignStatus.RUNNING);
    orchestrator.pause(id, TESTER);
    node.postpone(batches.get(1));
    assertConsistent(id, CampaignStatus.PAUSED);
    orchestrator.resume(id, TESTER);
    assertConsistent(id, CampaignStatus.QUEUED);
    for (Batch batch : node.claim(id, 2)) {
      node.record(batch);
    }
    assertConsistent(id, CampaignStatus.COMPLETED);
    orchestrator.archive(id, TESTER);
    assertConsistent(id, CampaignStatus.ARCHIVED);
  }

  @Test
  void whatWaitsInAPausedCampaignEndsWhenItIsArchived() {
    CampaignId id = started();
    Batch batch = node.claim(id, 1).get(0);
    orchestrator.pause(id, TESTER);
    node.postpone(batch);
    orchestrator.archive(id, TESTER);
    assertConsistent(id, CampaignStatus.ARCHIVED);
    assertThat(node.claim(id, 10)).isEmpty();
  }

  @Test
  void aRetriedCampaignDoesAllThatWasLeftAndNothingOfBeforeIsRecorded() {
    CampaignId id = started();
    List<Batch> first = node.claim(id, 2);
    node.fail(first.get(0));
    assertConsistent(id, CampaignStatus.FAILED);
    assertThat(campaigns.row(id).error()).isEqualTo("poison");

    orchestrator.retry(id, TESTER);
    assertConsistent(id, CampaignStatus.QUEUED);
    assertThat(campaigns.row(id).error()).isNull();
    assertThat(campaigns.row(id).completedAt()).isNull();
    List<Batch> again = node.claim(id, 10);
    assertConsistent(id, CampaignStatus.RUNNING);
    assertThat(again).hasSize(3).allMatch(batch -> batch.attempt() == 1);
    for (Batch zombie : first) {
      assertThat(node.record(zombie).refused()).isOne();
    }
    for (Batch batch : again) {
      assertThat(node.record(batch).recorded()).isOne();
    }
    assertConsistent(id, CampaignStatus.COMPLETED);
    assertThat(campaigns.replay(id)).isEqualTo(campaigns.row(id));
  }

  /** Another campaign of the pattern has taken the rest, which shows when a batch is recorded. */
  @Test
  void aPausedCampaignWhoseRestDoesNotExistCompletesWhenItIsResumed() {
    CampaignId id = started();
    List<Batch> batches = node.claim(id, 2);
    node.record(batches.get(0));
    database.update("UPDATE generation_cursors SET next_offset = combinations");
    node.record(batches.get(1));
    orchestrator.pause(id, TESTER);
    node.shorten(id);
    assertConsistent(id, CampaignStatus.PAUSED);
    orchestrator.resume(id, TESTER);
    assertConsistent(id, CampaignStatus.COMPLETED);
  }

  @Test
  void aQueuedCampaignWhoseRestDoesNotExistCompletes() {
    CampaignId id = started();
    Batch batch = node.claim(id, 1).get(0);
    database.update("UPDATE generation_cursors SET next_offset = combinations");
    node.record(batch);
    orchestrator.pause(id, TESTER);
    orchestrator.resume(id, TESTER);
    node.shorten(id);
    assertConsistent(id, CampaignStatus.COMPLETED);
  }

  @Test
  void aCounterThatWasChangedIsFound() {
    CampaignId id = started();
    node.record(node.claim(id, 1).get(0));
    database.update(
        """
        UPDATE campaigns SET processed_items = processed_items + 1,
               successful_items = successful_items + 1 WHERE id = ?
        """,
        id);
    assertThat(reconciliation.differences(id))
        .containsExactlyInAnyOrder(
            new Difference(Check.COUNTERS, "processedItems", "4", "5"),
            new Difference(Check.COUNTERS, "successfulItems", "4", "5"),
            new Difference(Check.RESULTS, "successfulItems", "4", "5"));
  }

  @Test
  void aNameThatIsGoneIsFound() {
    CampaignId id = started();
    node.record(node.claim(id, 1).get(0));
    database.update("DELETE FROM generated_domains WHERE campaign_id = ? AND \"offset\" = 2", id);
    assertThat(found(id)).containsExactly(Check.RESULTS);
  }

  @Test
  void aHoleBetweenBatchesIsFound() {
    CampaignId id = started();
    node.claim(id, 3);
    database.update("DELETE FROM work_batches WHERE campaign_id = ? AND number = 1", id);
    assertThat(reconciliation.differences(id))
        .extracting(Difference::check, Difference::subject)
        .contains(tuple(Check.BATCHES_OF_PLAN, "plan"), tuple(Check.BATCHES_OF_PLAN, "batch 2"));
  }

  /** The row and the history agree; but nobody goes from PENDING to COMPLETED. */
  @Test
  void aStepThatNoTableAllowsIsFound() {
    CampaignId id = started();
    for (Batch batch : node.claim(id, 3)) {
      node.record(batch);
    }
    database.update(
        "DELETE FROM campaign_state_events WHERE campaign_id = ? AND sequence IN (2, 3)", id);
    database.update(
        """
        UPDATE campaign_state_events SET sequence = 2, from_status = 'PENDING'
         WHERE campaign_id = ? AND sequence = 4
        """,
        id);
    database.update("UPDATE campaigns SET version = 2, started_at = NULL WHERE id = ?", id);
    assertThat(reconciliation.differences(id))
        .containsExactly(
            new Difference(
                Check.EVENT_STEPS, "event 2", "CANCELLED or FAILED or QUEUED", "COMPLETED"));
  }

  @Test
  void aRunnableCampaignWithoutWorkIsFound() {
    CampaignId id = started();
    database.update("UPDATE work_plans SET claimable = false WHERE campaign_id = ?", id);
    assertThat(found(id)).containsExactly(Check.WORK_OF_STATE);
    assertThat(reconciliation.workAtOdds(10))
        .containsExactly(new WorkAtOdds(id, CampaignStatus.QUEUED, false, false));
  }

  /** Nobody would ever take its batch back, and the campaign would run for ever. */
  @Test
  void aBatchOfANodeThatIsForgottenIsFound() {
    CampaignId id = started();
    int all = node.claim(id, 9).size();
    assertThat(all).isPositive();
    assertThat(found(id)).isEmpty();
    database.update("UPDATE work_nodes SET gone_at = now(), settled = true");
    assertThat(found(id)).containsExactly(Check.WORK_OF_STATE);
    assertThat(reconciliation.workAtOdds(10))
        .containsExactly(new WorkAtOdds(id, CampaignStatus.RUNNING, false, false));
    assertThat(database.withConnection(WorkInvariants::offenders))
        .singleElement()
        .asString()
        .contains(id.toString(), "no live node");
  }

  @Test
  void workOfACampaignThatIsNotRunnableIsFound() {
    CampaignId pending = campaigns.create(9);
    database.update("UPDATE work_plans SET claimable = true WHERE campaign_id = ?", pending);
    CampaignId paused = campaigns.in(CampaignStatus.PAUSED);
    node.join();
    database.update(
        """
        INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt,
                                  lease_epoch, claimed_at, node)
        VALUES (?, 0, 0, 9, 'CLAIMED', 1, 1, now(), 'node')
        """,
        paused);
    CampaignId cancelled = campaigns.in(CampaignStatus.CANCELLED);
    database.update(
        """
        INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt,
                                  lease_epoch, claimed_at, not_before)
        VALUES (?, 0, 0, 9, 'READY', 1, 1, now(), now())
        """,
        cancelled);
    assertThat(reconciliation.workAtOdds(10))
        .containsExactly(
            new WorkAtOdds(pending, CampaignStatus.PENDING, false, true),
            new WorkAtOdds(paused, CampaignStatus.PAUSED, true, false),
            new WorkAtOdds(cancelled, CampaignStatus.CANCELLED, false, true));
    assertThat(reconciliation.workAtOdds(2)).hasSize(2);
  }

  @Test
  void anUnknownCampaignCannotBeCompared() {
    CampaignId unknown = CampaignId.create();
    assertThatThrownBy(() -> reconciliation.differences(unknown))
        .isInstanceOf(CampaignNotFoundException.class);
  }
}
