package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.campaign.refusal.Refusal;
import io.domainflow.campaign.refusal.RefusalQueries;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.upkeep.UpkeepTask;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is refused leaves no trace in the campaign, and one beside it. */
@ExtendWith(ArquillianExtension.class)
class RefusalIT {

  private static final Control TESTER = Control.by("tester");

  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject RefusalQueries refusals;
  @Inject Reconciliation reconciliation;
  @Inject WorkingNode node;
  @Inject @Any Instance<UpkeepTask> upkeep;
  @Inject Database database;
  @Inject OtherSessions others;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(RefusalIT.class);
  }

  private interface Steering {
    void steer(CampaignId id, Control control);
  }

  /**
   * A way to steer a campaign.
   *
   * @param target the state that it leads to from another; null if it is not made from there
   */
  private record Way(
      Steering steering, Function<CampaignStatus, @Nullable CampaignStatus> target) {}

  private Map<String, Way> ways() {
    Map<String, Way> ways = new TreeMap<>();
    ways.put("start", new Way(orchestrator::start, from("PENDING", CampaignStatus.QUEUED)));
    ways.put(
        "pause",
        new Way(orchestrator::pause, from("QUEUED RUNNING PAUSING", CampaignStatus.PAUSED)));
    ways.put(
        "resume",
        new Way(
            orchestrator::resume,
            state ->
                state == CampaignStatus.PAUSING
                    ? CampaignStatus.RUNNING
                    : from("PAUSED", CampaignStatus.QUEUED).apply(state)));
    ways.put(
        "cancel",
        new Way(
            orchestrator::cancel,
            from("PENDING QUEUED RUNNING PAUSING PAUSED", CampaignStatus.CANCELLED)));
    ways.put("retry", new Way(orchestrator::retry, from("FAILED", CampaignStatus.QUEUED)));
    ways.put(
        "archive",
        new Way(
            orchestrator::archive,
            from("PAUSED COMPLETED FAILED CANCELLED", CampaignStatus.ARCHIVED)));
    return ways;
  }

  private static Function<CampaignStatus, @Nullable CampaignStatus> from(
      String states, CampaignStatus target) {
    return state -> List.of(states.split(" ", -1)).contains(state.name()) ? target : null;
  }

  private List<Refusal> refusals(CampaignId id) {
    return refusals.refusals(id, 0, 100);
  }

  @Test
  void eachWayToSteerIsTakenOrRefusedInEachOfTheNineStatesAndEveryRefusalIsRecorded() {
    SoftAssertions softly = new SoftAssertions();
    for (CampaignStatus state : CampaignStatus.values()) {
      ways()
          .forEach(
              (name, way) ->
                  softly
                      .assertThatCode(() -> take(name, way, state))
                      .as("%s in %s", name, state)
                      .doesNotThrowAnyException());
    }
    softly.assertAll();
  }

  private void take(String name, Way way, CampaignStatus state) {
    CampaignId id = campaigns.in(state);
    long version = campaigns.row(id).version();
    CampaignStatus target = way.target().apply(state);
    if (target != null) {
      way.steering().steer(id, TESTER);
      assertThat(campaigns.row(id).status()).isEqualTo(target);
      assertThat(refusals(id)).isEmpty();
      return;
    }
    RefusedChange.IllegalTransition refused =
        catchThrowableOfType(
            RefusedChange.IllegalTransition.class, () -> way.steering().steer(id, TESTER));
    assertThat(campaigns.row(id).status()).isEqualTo(state);
    assertThat(refusals(id))
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(RefusedChange.Kind.ILLEGAL_TRANSITION);
              assertThat(refusal.operation()).isEqualTo(name + "_campaign");
              assertThat(refusal.actor()).isEqualTo("tester");
              assertThat(refusal.current()).isEqualTo(state);
              assertThat(refusal.version()).isEqualTo(version);
              assertThat(refusal.wanted()).isEqualTo(refused.wanted()).isNotNull();
              assertThat(refusal.expectedVersion()).isNull();
            });
  }

  /** Three batches of three names, of which one failed; so much is tolerated. */
  private CampaignId completedWithALoss() {
    database.update("UPDATE work_plans SET claimable = false");
    CampaignId id = campaigns.create(9);
    database.update(
        "UPDATE work_plans SET batch_size = 3, tolerance_percent = 40 WHERE campaign_id = ?", id);
    orchestrator.start(id, TESTER);
    List<Batch> batches = node.claim(id, 3);
    node.fail(batches.get(0));
    node.record(batches.get(1));
    node.record(batches.get(2));
    assertThat(campaigns.row(id).status()).isEqualTo(CampaignStatus.COMPLETED);
    return id;
  }

  @Test
  void aCompletedCampaignThatToleratedALossIsNotRetried() {
    CampaignId id = completedWithALoss();
    assertThatThrownBy(() -> orchestrator.retry(id, TESTER))
        .isInstanceOf(RefusedChange.IllegalTransition.class);
    assertThatThrownBy(() -> orchestrator.retry(id, TESTER.expecting(1)))
        .isInstanceOf(RefusedChange.StaleVersion.class);
    assertThat(refusals(id))
        .extracting(Refusal::kind)
        .containsExactly(RefusedChange.Kind.ILLEGAL_TRANSITION, RefusedChange.Kind.STALE_VERSION);
    assertThat(reconciliation.differences(id)).isEmpty();
  }

  /** Else a refusal of a campaign of many batches would cost as much as a change of it. */
  @Test
  void whatIsRefusedIsRefusedBeforeItsBatchesAreRewritten() {
    database.update("UPDATE work_plans SET claimable = false");
    CampaignId id = campaigns.create(9);
    orchestrator.start(id, TESTER);
    node.claim(id, 1);
    database.update(
        """
        CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rewritten'; END $$
        """);
    database.update(
        """
        CREATE TRIGGER refuse_rewriting BEFORE UPDATE ON work_batches
        FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()
        """);
    try {
      for (Steering way :
          List.<Steering>of(orchestrator::cancel, orchestrator::archive, orchestrator::delete)) {
        assertThatThrownBy(() -> way.steer(id, TESTER.expecting(1)))
            .isInstanceOf(RefusedChange.StaleVersion.class);
      }
      assertThatThrownBy(() -> orchestrator.archive(id, TESTER))
          .isInstanceOf(RefusedChange.IllegalTransition.class);
      assertThatThrownBy(() -> orchestrator.delete(id, TESTER))
          .isInstanceOf(RefusedChange.InUse.class);
      assertThatThrownBy(() -> orchestrator.retry(id, TESTER))
          .isInstanceOf(RefusedChange.IllegalTransition.class);
    } finally {
      database.update("DROP FUNCTION refuse_rewriting() CASCADE");
    }
    orchestrator.cancel(id, TESTER);
  }

  @Test
  void onlyACampaignAtWorkCannotBeDeleted() {
    for (CampaignStatus state : CampaignStatus.values()) {
      CampaignId id = campaigns.in(state);
      if (state.isActive()) {
        assertThatThrownBy(() -> orchestrator.delete(id, TESTER))
            .isInstanceOf(RefusedChange.InUse.class);
        assertThat(refusals(id))
            .extracting(Refusal::kind)
            .containsExactly(RefusedChange.Kind.IN_USE);
      } else {
        orchestrator.delete(id, TESTER);
        assertThat(refusals(id)).isEmpty();
      }
    }
  }

  @Test
  void aStaleVersionIsRecordedForEachWayToSteer() {
    for (Way way : ways().values()) {
      CampaignId id = campaigns.in(CampaignStatus.QUEUED);
      assertThatThrownBy(() -> way.steering().steer(id, TESTER.expecting(1)))
          .isInstanceOf(RefusedChange.StaleVersion.class);
      assertThat(refusals(id))
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.kind()).isEqualTo(RefusedChange.Kind.STALE_VERSION);
                assertThat(refusal.expectedVersion()).isEqualTo(1);
                assertThat(refusal.version()).isEqualTo(2);
                assertThat(refusal.wanted()).isNull();
              });
    }
  }

  @Test
  void whateverDoorTheyComeThroughRefusalsAreRecorded() {
    CampaignId id = campaigns.in(CampaignStatus.CANCELLED);
    assertThatThrownBy(() -> campaigns.change(id, CampaignStatus.RUNNING))
        .isInstanceOf(RefusedChange.IllegalTransition.class);
    assertThat(refusals(id)).extracting(Refusal::operation).containsExactly("change_state");
  }

  @Test
  void refusalsComeInOrderPageByPageAndOutliveTheCampaign() {
    CampaignId id = campaigns.in(CampaignStatus.CANCELLED);
    for (Steering way : List.<Steering>of(orchestrator::pause, orchestrator::start)) {
      assertThatThrownBy(() -> way.steer(id, TESTER)).isInstanceOf(RefusedChange.class);
    }
    orchestrator.delete(id, TESTER);
    Refusal first = refusals.refusals(id, 0, 1).get(0);
    assertThat(first.operation()).isEqualTo("pause_campaign");
    assertThat(refusals.refusals(id, first.number(), 10))
        .extracting(Refusal::operation)
        .containsExactly("start_campaign");
  }

  @Test
  void aRefusalThatCannotBeRecordedReachesItsCallerAllTheSame() {
    CampaignId id = campaigns.in(CampaignStatus.CANCELLED);
    database.update("ALTER TABLE campaign_refusals RENAME TO hidden_refusals");
    try {
      assertThatThrownBy(() -> orchestrator.pause(id, TESTER))
          .isInstanceOf(RefusedChange.IllegalTransition.class);
    } finally {
      database.update("ALTER TABLE hidden_refusals RENAME TO campaign_refusals");
    }
    assertThat(refusals(id)).isEmpty();
  }

  @Test
  void aLockedTableHoldsARefusalUpForSecondsOnly() throws Exception {
    CampaignId id = campaigns.in(CampaignStatus.CANCELLED);
    try (OtherSession other = others.open()) {
      other.execute("BEGIN", "LOCK TABLE campaign_refusals");
      Instant before = Instant.now();
      assertThatThrownBy(() -> orchestrator.pause(id, TESTER))
          .isInstanceOf(RefusedChange.IllegalTransition.class);
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
      other.execute("ROLLBACK");
    }
    assertThat(refusals(id)).isEmpty();
  }

  @Test
  void refusalsAreKeptForTheirTimeAndNoLonger() {
    CampaignId id = campaigns.in(CampaignStatus.CANCELLED);
    for (int day : List.of(89, 91)) {
      assertThatThrownBy(() -> orchestrator.pause(id, TESTER)).isInstanceOf(RefusedChange.class);
      database.update(
          """
          UPDATE campaign_refusals SET refused_at = refused_at - ? * interval '1 day'
           WHERE campaign_id = ? AND number = (
                 SELECT max(number) FROM campaign_refusals WHERE campaign_id = ?)
          """,
          day,
          id,
          id);
    }
    upkeep.forEach(UpkeepTask::attend);
    assertThat(refusals(id)).hasSize(1);
  }
}
