package io.domainflow.pipeline;

import static io.domainflow.campaign.Races.GRANTED;
import static io.domainflow.campaign.Races.refusedWhen;
import static io.domainflow.campaign.state.CampaignStatus.COMPLETED;
import static io.domainflow.campaign.state.CampaignStatus.RUNNING;
import static io.domainflow.pipeline.RacedChains.FAILED;
import static io.domainflow.pipeline.RacedChains.RECORDED;
import static io.domainflow.pipeline.RacedChains.TOO_LATE;
import static io.domainflow.pipeline.RacedChains.comesTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.campaign.RacedCampaigns;
import io.domainflow.campaign.RacedCampaigns.Start;
import io.domainflow.campaign.WorkingNode;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.execution.Batch;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Somebody steers a campaign that works on the results of another, at the moment at which either
 * records. Whoever comes first, it has each batch of its source once, as long as it takes any, and
 * gives on what it has recorded. Each test names all that may come of it, and each of these has to
 * come in some round.
 */
@ExtendWith(ArquillianExtension.class)
class DependentRaceIT {

  private static final Control TESTER = Control.by("tester");

  @Inject RacedCampaigns campaigns;
  @Inject RacedChains chains;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject WorkingNode node;

  @Deployment
  static WebArchive archive() {
    return RacedChains.archive(DependentRaceIT.class);
  }

  @BeforeEach
  void beginWithNothing() {
    chains.begin();
  }

  @AfterEach
  void leaveNothingAtOddsAndNobodyWaiting() {
    chains.end();
  }

  @Test
  void cancelledWhileItsSourceRecordsADependentTakesNothingThatAnybodyWouldDo() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(1, 1);
          CampaignId dependent = chains.start(source.id());
          CampaignId last = chains.start(dependent);
          String end =
              chains.race(
                  chains.recording(source.claimed().get(0)),
                  chains.steering(() -> orchestrator.cancel(dependent, TESTER)));
          assertThat(end).isEqualTo(RECORDED + ", " + GRANTED);
          chains.workToTheEnd();
          assertThat(chains.view(source.id()).status()).isEqualTo(COMPLETED);
          chains.assertAgreed(source.id(), 3);
          chains.assertAllTaken(dependent, last);
          return chains.batches(dependent);
        },
        "",
        "CANCELLED");
  }

  @Test
  void cancelledAtItsLastRecordADependentHasGivenAllItHasOnOrNothing() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(1, 1);
          CampaignId dependent = chains.start(source.id());
          CampaignId last = chains.start(dependent);
          node.record(source.done());
          String end =
              chains.race(
                  chains.recording(chains.claimOne(dependent)),
                  chains.steering(() -> orchestrator.cancel(dependent, TESTER)));
          chains.workToTheEnd();
          chains.assertAllTaken(dependent, last);
          return end;
        },
        RECORDED + ", " + refusedWhen(COMPLETED),
        TOO_LATE + ", " + GRANTED);
  }

  @Test
  void cancelledWhileItAndItsSourceRecordADependentHasGivenOnWhatItHasRecorded() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(2, 2);
          CampaignId dependent = chains.start(source.id());
          CampaignId last = chains.start(dependent);
          node.record(source.done());
          chains.race(
              chains.recording(source.claimed().get(1)),
              chains.recording(chains.claimOne(dependent)),
              chains.steering(() -> orchestrator.cancel(dependent, TESTER)));
          chains.workToTheEnd();
          assertThat(chains.view(dependent).status()).isEqualTo(CampaignStatus.CANCELLED);
          chains.assertAgreed(source.id(), 6);
          chains.assertAllTaken(dependent, last);
          return chains.batches(dependent);
        },
        "DONE",
        "DONE CANCELLED",
        "CANCELLED",
        "CANCELLED CANCELLED");
  }

  @Test
  void pausedWhenNothingIsLeftForItADependentEndsNowOrWhenItIsResumed() throws Exception {
    comesTo(
        () -> {
          Start source = almostDone();
          CampaignId dependent = chains.lastOf(source.id());
          String end =
              chains.race(
                  chains.failing(source.claimed().get(1)),
                  chains.steering(() -> orchestrator.pause(dependent, TESTER)));
          if (end.endsWith(GRANTED)) {
            assertThat(chains.view(dependent).status()).isEqualTo(CampaignStatus.PAUSED);
            orchestrator.resume(dependent, TESTER);
          }
          chains.assertAllTaken(source.id(), dependent);
          return end;
        },
        FAILED + ", " + GRANTED,
        FAILED + ", " + refusedWhen(COMPLETED));
  }

  @Test
  void resumedWhenNothingIsLeftForItADependentEndsOnce() throws Exception {
    comesTo(
        () -> {
          Start source = almostDone();
          CampaignId dependent = chains.lastOf(source.id());
          orchestrator.pause(dependent, TESTER);
          chains.race(
              chains.failing(source.claimed().get(1)),
              chains.steering(() -> orchestrator.resume(dependent, TESTER)));
          chains.assertAllTaken(source.id(), dependent);
          assertThat(campaigns.history(dependent))
              .isEqualTo("RUNNING PAUSED QUEUED RUNNING COMPLETED");
          return queries.events(dependent, 0, 100).get(6).actor();
        },
        "tester",
        "node:node");
  }

  /** The dependent has done one of two batches, and the other may fail. */
  private Start almostDone() {
    Start source = campaigns.running(2, 2);
    chains.tolerate(source.id(), 50);
    CampaignId dependent = chains.start(source.id());
    node.record(source.done());
    node.record(chains.claimOne(dependent));
    return source;
  }

  @Test
  void pausedWhileItAndItsSourceRecordADependentGoesOnLater() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(2, 2);
          CampaignId dependent = chains.start(source.id());
          node.record(source.done());
          chains.race(
              chains.recording(source.claimed().get(1)),
              chains.recording(chains.claimOne(dependent)),
              chains.steering(() -> orchestrator.pause(dependent, TESTER)));
          String history = campaigns.history(dependent);
          assertThat(node.claim(9)).isEmpty();
          orchestrator.resume(dependent, TESTER);
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return history;
        },
        "RUNNING PAUSED",
        "RUNNING PAUSING PAUSED");
  }

  @Test
  void resumedWhileItAndItsSourceRecordADependentGoesOn() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(2, 2);
          CampaignId dependent = chains.start(source.id());
          node.record(source.done());
          Batch mine = chains.claimOne(dependent);
          orchestrator.pause(dependent, TESTER);
          chains.race(
              chains.recording(source.claimed().get(1)),
              chains.recording(mine),
              chains.steering(() -> orchestrator.resume(dependent, TESTER)));
          String history = campaigns.history(dependent);
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return history;
        },
        "RUNNING PAUSING RUNNING",
        "RUNNING PAUSING PAUSED QUEUED");
  }

  /** Nothing of it is left, which is looked at when all rounds are over. */
  @Test
  void deletedWhileItsSourceRecordsADependentIsGoneAndTheOtherIsNot() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(2, 2);
          CampaignId deleted = chains.create(source.id());
          CampaignId other = chains.start(source.id());
          String end =
              chains.race(
                  chains.recording(source.claimed().get(0)),
                  chains.recording(source.claimed().get(1)),
                  chains.steering(() -> orchestrator.delete(deleted, TESTER)));
          chains.workToTheEnd();
          chains.assertAgreed(deleted, 0);
          chains.assertAllTaken(source.id(), other);
          return end;
        },
        "recorded, recorded, granted");
  }

  /** A source can go as soon as its dependent has come to its end. */
  @Test
  void deletedAtTheLastRecordOfTheDependentBothAreGoneOrInUse() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(1, 1);
          CampaignId dependent = chains.start(source.id());
          node.record(source.done());
          String end =
              chains.race(
                  chains.recording(chains.claimOne(dependent)),
                  chains.steering(() -> orchestrator.delete(dependent, TESTER)),
                  chains.steering(() -> orchestrator.delete(source.id(), TESTER)));
          chains.assertAgreed(source.id(), 3);
          chains.assertAgreed(dependent, 3);
          assertThat(campaigns.history(dependent)).startsWith("RUNNING COMPLETED");
          return end;
        },
        "recorded, " + GRANTED + ", " + GRANTED,
        "recorded, " + GRANTED + ", " + refusedWhen(COMPLETED),
        "recorded, " + refusedWhen(RUNNING) + ", " + GRANTED,
        "recorded, " + refusedWhen(RUNNING) + ", " + refusedWhen(COMPLETED));
  }

  @Test
  void failedAndRetriedWhileItsSourceRecordsAndIsCancelledADependentHasAll() throws Exception {
    String completed = "granted, recorded, refused when COMPLETED";
    String cancelled = "granted, too late, granted";
    comesTo(
        () -> {
          Start source = campaigns.running(3, 3);
          CampaignId dependent = chains.start(source.id());
          node.record(source.done());
          chains.race(
              chains.failing(chains.claimOne(dependent)),
              chains.recording(source.claimed().get(1)));
          String batches = chains.batches(dependent);
          String end =
              chains.race(
                  chains.steering(() -> orchestrator.retry(dependent, TESTER)),
                  chains.recording(source.claimed().get(2)),
                  chains.steering(() -> orchestrator.cancel(source.id(), TESTER)));
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return batches + ", " + end;
        },
        "FAILED CANCELLED, " + completed,
        "FAILED CANCELLED, " + cancelled,
        "FAILED READY, " + completed,
        "FAILED READY, " + cancelled);
  }
}
