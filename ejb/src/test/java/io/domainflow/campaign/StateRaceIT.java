package io.domainflow.campaign;

import static io.domainflow.campaign.Races.GRANTED;
import static io.domainflow.campaign.Races.refusedWhen;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.campaign.RacedCampaigns.Start;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.WorkNodes;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.WorkInvariants;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Somebody steers a campaign at the moment at which its last batch is recorded, fails or is taken
 * back. Either of the two comes first, and then the other meets what the first has made of the
 * campaign. Each test names all that may come of it, and each of these has to come in some round.
 */
@ExtendWith(ArquillianExtension.class)
class StateRaceIT {

  /** Of a race whose outcomes are all seen by then; else it goes on until they are. */
  private static final int FEW_ROUNDS = 120;

  private static final int ROUNDS = 500;
  private static final Control TESTER = Control.by("tester");

  @Inject RacedCampaigns campaigns;
  @Inject Races races;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject WorkingNode node;
  @Inject WorkNodes nodes;
  @Inject BatchClaims claims;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(StateRaceIT.class).addClass(WorkInvariants.class);
  }

  @BeforeEach
  void beginWithNothing() {
    campaigns.clear();
  }

  @AfterEach
  void leaveNothingAtOdds() {
    campaigns.assertNothingAtOdds();
  }

  @AfterEach
  void nobodyHasWaitedForEachOther() {
    campaigns.assertNoDeadlock();
  }

  private interface Steering {
    void steer(CampaignId id);
  }

  /** What came of one round: whether the batch was recorded, and what its steering was told. */
  private record Outcome(boolean recorded, String answer, String history) {}

  private static String answer(CampaignId id, Steering steering) {
    return Races.answer(() -> steering.steer(id));
  }

  private static void comesTo(Callable<Outcome> round, int rounds, Outcome... possible)
      throws Exception {
    Races.comesTo(round, rounds, List.of(possible));
  }

  /** The record of one batch against the steering, and then whatever has to hold. */
  private Callable<Outcome> race(Callable<Start> situation, Steering steering) {
    return () -> {
      Start start = situation.call();
      Outcome end = race(start, steering);
      campaigns.assertWhole(start.id(), end.recorded() ? RacedCampaigns.SIZE : 0);
      return end;
    };
  }

  private Outcome race(Start start, Steering steering) throws Exception {
    List<String> ends =
        races.run(
            List.of(
                () -> "" + node.record(start.done()).recorded(),
                () -> answer(start.id(), steering)));
    return new Outcome(ends.get(0).equals("1"), ends.get(1), campaigns.history(start.id()));
  }

  @Test
  void pausedAtItsLastRecordACampaignIsCompletedAllTheSame() throws Exception {
    comesTo(
        race(() -> campaigns.running(1, 1), id -> orchestrator.pause(id, TESTER)),
        ROUNDS,
        new Outcome(true, GRANTED, "RUNNING PAUSING COMPLETED"),
        new Outcome(true, refusedWhen(CampaignStatus.COMPLETED), "RUNNING COMPLETED"));
  }

  @Test
  void cancelledAtItsLastRecordACampaignHasAllOfItsResultsOrNone() throws Exception {
    comesTo(
        race(() -> campaigns.running(1, 1), id -> orchestrator.cancel(id, TESTER)),
        ROUNDS,
        new Outcome(false, GRANTED, "RUNNING CANCELLED"),
        new Outcome(true, refusedWhen(CampaignStatus.COMPLETED), "RUNNING COMPLETED"));
  }

  @Test
  void resumedAtTheLastRecordOfAPauseACampaignGoesOn() throws Exception {
    comesTo(
        race(() -> campaigns.pausing(2), id -> orchestrator.resume(id, TESTER)),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, "RUNNING PAUSING RUNNING"),
        new Outcome(true, GRANTED, "RUNNING PAUSING PAUSED QUEUED"));
  }

  @Test
  void resumedAtItsLastRecordACampaignIsCompletedOnce() throws Exception {
    comesTo(
        race(() -> campaigns.pausing(1), id -> orchestrator.resume(id, TESTER)),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, "RUNNING PAUSING RUNNING COMPLETED"),
        new Outcome(true, refusedWhen(CampaignStatus.COMPLETED), "RUNNING PAUSING COMPLETED"));
  }

  @Test
  void archivedAtItsLastRecordACampaignIsCompletedAndPutAwayOrOnlyCompleted() throws Exception {
    comesTo(
        race(() -> campaigns.running(1, 1), id -> orchestrator.archive(id, TESTER)),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, "RUNNING COMPLETED ARCHIVED"),
        new Outcome(true, refusedWhen(CampaignStatus.RUNNING), "RUNNING COMPLETED"));
  }

  @Test
  void archivedAtTheLastRecordOfAPauseACampaignEndsOrIsOnlyPaused() throws Exception {
    comesTo(
        race(() -> campaigns.pausing(2), id -> orchestrator.archive(id, TESTER)),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, "RUNNING PAUSING PAUSED ARCHIVED"),
        new Outcome(true, refusedWhen(CampaignStatus.PAUSING), "RUNNING PAUSING PAUSED"));
  }

  @Test
  void deletedAtItsLastRecordACampaignIsGoneWithItsResultsOrKeepsThem() throws Exception {
    comesTo(
        race(() -> campaigns.running(1, 1), id -> orchestrator.delete(id, TESTER)),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, "RUNNING COMPLETED deleted"),
        new Outcome(true, refusedWhen(CampaignStatus.RUNNING), "RUNNING COMPLETED"));
  }

  @Test
  void deletedAtTheLastRecordOfAPauseACampaignIsGoneWithItsResultsOrKeepsThem() throws Exception {
    comesTo(
        race(() -> campaigns.pausing(2), id -> orchestrator.delete(id, TESTER)),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, "RUNNING PAUSING PAUSED deleted"),
        new Outcome(true, refusedWhen(CampaignStatus.PAUSING), "RUNNING PAUSING PAUSED"));
  }

  @Test
  void ofACampaignThatIsCancelledAndDeletedNothingIsRecordedAndNothingIsLeft() throws Exception {
    comesTo(
        race(() -> campaigns.running(1, 1), this::cancelAndDelete),
        FEW_ROUNDS,
        new Outcome(false, GRANTED, "RUNNING CANCELLED deleted"),
        new Outcome(true, refusedWhen(CampaignStatus.COMPLETED), "RUNNING COMPLETED deleted"));
  }

  private void cancelAndDelete(CampaignId id) {
    try {
      orchestrator.cancel(id, TESTER);
    } finally {
      orchestrator.delete(id, TESTER);
    }
  }

  /** The batch is claimed anew when the old claim's record comes once more. */
  @Test
  void ofTheTryBeforeARetryNothingIsRecordedThatWasNotBefore() throws Exception {
    String history = "RUNNING FAILED QUEUED RUNNING COMPLETED";
    comesTo(
        this::recordDuringARetry,
        FEW_ROUNDS,
        new Outcome(true, GRANTED, history),
        new Outcome(false, GRANTED, history));
  }

  private Outcome recordDuringARetry() throws Exception {
    Start start = campaigns.running(3, 3);
    Outcome first =
        race(
            start,
            id -> {
              node.fail(start.claimed().get(1));
              orchestrator.retry(id, TESTER);
            });
    List<Batch> again = node.claim(start.id(), 9);
    assertThat(again).hasSize(first.recorded() ? 2 : 3).allMatch(batch -> batch.attempt() == 1);
    assertThat(
            races.run(
                List.of(
                    () -> node.record(start.done()).recorded(),
                    () -> again.stream().mapToInt(batch -> node.record(batch).recorded()).sum())))
        .containsExactly(0, again.size());
    campaigns.assertWhole(start.id(), 3 * RacedCampaigns.SIZE);
    return new Outcome(first.recorded(), first.answer(), campaigns.history(start.id()));
  }

  /** Of two failures one is tolerated, whichever it is, and the other is not. */
  @Test
  void whatFailedBeforeARetryIsCountedNoMoreWhicheverFailureWasTolerated() throws Exception {
    String history = "RUNNING FAILED QUEUED RUNNING COMPLETED";
    comesTo(
        this::failDuringARetry,
        FEW_ROUNDS,
        new Outcome(false, GRANTED, history),
        new Outcome(false, refusedWhen(CampaignStatus.RUNNING), history));
  }

  private Outcome failDuringARetry() throws Exception {
    Start start = campaigns.running(3, 3);
    CampaignId id = start.id();
    database.update("UPDATE work_plans SET tolerance_percent = 40 WHERE campaign_id = ?", id);
    List<String> ends =
        races.run(
            List.of(
                () -> answer(id, same -> node.fail(start.claimed().get(1))),
                () -> answer(id, same -> failAndRetry(start))));
    if (!ends.get(1).equals(GRANTED)) {
      assertThat(queries.find(id).orElseThrow().failedItems()).isEqualTo(RacedCampaigns.SIZE);
      orchestrator.retry(id, TESTER);
    }
    assertThat(queries.find(id).orElseThrow().processedItems()).isZero();
    List<Batch> again = node.claim(id, 9);
    assertThat(again).hasSize(3);
    again.forEach(node::record);
    assertThat(node.record(start.done()).refused()).isOne();
    campaigns.assertWhole(id, 3 * RacedCampaigns.SIZE);
    return new Outcome(false, ends.get(1), campaigns.history(id));
  }

  private void failAndRetry(Start start) {
    node.fail(start.claimed().get(2));
    orchestrator.retry(start.id(), TESTER);
  }

  /** All three of them at once: a pause, the record, and the loss of the node that records. */
  @Test
  void pausedWhenItsNodeIsLostACampaignDoesNotWaitForTheRecord() throws Exception {
    String at = "RUNNING PAUSED";
    String later = "RUNNING PAUSING PAUSED";
    comesTo(
        () -> pauseDuringLoss("lost", false),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, at),
        new Outcome(true, GRANTED, later),
        new Outcome(false, GRANTED, at),
        new Outcome(false, GRANTED, later));
  }

  @Test
  void pausedWhenItsNodeLeavesACampaignDoesNotWaitForTheRecord() throws Exception {
    String at = "RUNNING PAUSED";
    String later = "RUNNING PAUSING PAUSED";
    comesTo(
        () -> pauseDuringLoss("left", true),
        FEW_ROUNDS,
        new Outcome(true, GRANTED, at),
        new Outcome(true, GRANTED, later),
        new Outcome(false, GRANTED, at),
        new Outcome(false, GRANTED, later));
  }

  private Outcome pauseDuringLoss(String kind, boolean orderly) throws Exception {
    CampaignId id = campaigns.started(2);
    String owner = kind + "-" + id;
    nodes.join(owner, "test", 1, Duration.ofHours(1));
    Batch batch = claims.claim(owner, 1).get(0);
    Start start = new Start(id, List.of(batch), node.perform(batch));
    if (!orderly) {
      database.update(
          "UPDATE work_nodes SET lease_until = now() - interval '1 hour' WHERE node = ?", owner);
    }
    List<String> ends =
        races.run(
            List.of(
                () -> "" + node.record(start.done()).recorded(),
                () -> answer(id, same -> orchestrator.pause(same, TESTER)),
                () -> "" + lose(owner, orderly)));
    boolean recorded = ends.get(0).equals("1");
    assertThat(ends.get(2)).isEqualTo(recorded ? "0" : "1");
    assertThat(attempts(id)).containsExactly(orderly && !recorded ? 0L : 1L);
    campaigns.assertWhole(id, recorded ? RacedCampaigns.SIZE : 0);
    return new Outcome(recorded, ends.get(1), campaigns.history(id));
  }

  private List<Long> attempts(CampaignId id) {
    return database.query(
        "SELECT attempt FROM work_batches WHERE campaign_id = ?", row -> row.number("attempt"), id);
  }

  private int lose(String owner, boolean orderly) {
    if (orderly) {
      nodes.leave(owner);
    }
    return nodes.recover(orderly ? owner : "another");
  }
}
