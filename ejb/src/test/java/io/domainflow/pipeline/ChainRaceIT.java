package io.domainflow.pipeline;

import static io.domainflow.campaign.Races.GRANTED;
import static io.domainflow.campaign.Races.refusedWhen;
import static io.domainflow.campaign.state.CampaignStatus.COMPLETED;
import static io.domainflow.pipeline.RacedChains.CREATED;
import static io.domainflow.pipeline.RacedChains.NO_SOURCE;
import static io.domainflow.pipeline.RacedChains.RECORDED;
import static io.domainflow.pipeline.RacedChains.TOO_LATE;
import static io.domainflow.pipeline.RacedChains.comesTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.RacedCampaigns;
import io.domainflow.campaign.RacedCampaigns.Start;
import io.domainflow.campaign.WorkingNode;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.execution.Batch;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A campaign records at the moment at which another is created to work on its results, or at which
 * it is cancelled, retried or deleted. Whoever comes first, the dependents have each of its batches
 * once, and end. Each test names all that may come of it, and each of these has to come in some
 * round.
 */
@ExtendWith(ArquillianExtension.class)
class ChainRaceIT {

  private static final Control TESTER = Control.by("tester");

  @Inject RacedCampaigns campaigns;
  @Inject RacedChains chains;
  @Inject CampaignOrchestrator orchestrator;
  @Inject WorkingNode node;

  @Deployment
  static WebArchive archive() {
    return RacedChains.archive(ChainRaceIT.class);
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
  void createdWhileItsSourceRecordsADependentHasEachBatchOnce() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(3, 3);
          List<Batch> given = source.claimed();
          chains.race(
              chains.recording(given.get(0)),
              chains.recording(given.get(1)),
              chains.creating(source.id()));
          CampaignId dependent = chains.lastOf(source.id());
          String ways = chains.ways(dependent);
          assertThat(chains.view(dependent).totalItems()).isEqualTo(9);
          orchestrator.start(dependent, TESTER);
          chains.workToTheEnd();
          node.record(given.get(2));
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return ways;
        },
        "copied copied",
        "copied released",
        "released copied",
        "released released");
  }

  @Test
  void createdAtTheLastRecordOfItsSourceADependentEndsWithIt() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(1, 1);
          chains.race(chains.recording(source.claimed().get(0)), chains.creating(source.id()));
          CampaignId dependent = chains.lastOf(source.id());
          String ways = chains.ways(dependent);
          orchestrator.start(dependent, TESTER);
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return ways;
        },
        "copied",
        "released");
  }

  @Test
  void createdWhileABatchOfItsSourceFailsADependentIsNotAboutIt() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(3, 3);
          chains.tolerate(source.id(), 40);
          chains.race(chains.failing(source.claimed().get(0)), chains.creating(source.id()));
          CampaignId dependent = chains.lastOf(source.id());
          String learned = chains.learned(dependent, 0);
          assertThat(chains.view(dependent).totalItems()).isEqualTo(6);
          orchestrator.start(dependent, TESTER);
          source.claimed().subList(1, 3).forEach(node::record);
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return learned;
        },
        "told",
        "known");
  }

  @Test
  void createdWhileItIsDeletedACampaignIsNoSourceOrStays() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(1, 1);
          CampaignId id = source.id();
          node.record(source.done());
          String end =
              chains.race(
                  chains.creating(id), chains.steering(() -> orchestrator.delete(id, TESTER)));
          if (end.startsWith(CREATED)) {
            CampaignId dependent = chains.lastOf(id);
            orchestrator.start(dependent, TESTER);
            chains.workToTheEnd();
            chains.assertAllTaken(id, dependent);
          } else {
            chains.assertAgreed(id, 0);
          }
          return end;
        },
        CREATED + ", " + refusedWhen(COMPLETED),
        NO_SOURCE + ", " + GRANTED);
  }

  @Test
  void dependentsOfASourceThatIsCancelledAtARecordEndWithWhatItHasRecorded() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(3, 3);
          CampaignId dependent = chains.start(source.id());
          CampaignId last = chains.start(dependent);
          node.record(source.done());
          String end =
              chains.race(
                  chains.recording(source.claimed().get(1)),
                  chains.steering(() -> orchestrator.cancel(source.id(), TESTER)));
          assertThat(chains.names(source.id())).hasSize(end.startsWith(RECORDED) ? 6 : 3);
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent, last);
          return end;
        },
        RECORDED + ", " + GRANTED,
        TOO_LATE + ", " + GRANTED);
  }

  /** It has nothing left to do once its source is cancelled, or is done with all there is. */
  @Test
  void aDependentThatRecordsWhenItsSourceIsCancelledAtARecordEndsOnce() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(2, 2);
          CampaignId dependent = chains.start(source.id());
          node.record(source.done());
          String end =
              chains.race(
                  chains.recording(source.claimed().get(1)),
                  chains.recording(chains.claimOne(dependent)),
                  chains.steering(() -> orchestrator.cancel(source.id(), TESTER)));
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), dependent);
          return end + ": " + chains.reason(dependent);
        },
        "recorded, recorded, refused when COMPLETED: all items are done",
        "too late, recorded, granted: all items are done",
        "too late, recorded, granted: nothing is left to do");
  }

  /** What is retried was taken off the dependents, so they expect it again: whoever there is. */
  @Test
  void retriedWhileDependentsRecordAndAreCreatedASourceGivesThemAll() throws Exception {
    comesTo(
        () -> {
          Start source = campaigns.running(3, 3);
          chains.tolerate(source.id(), 40);
          CampaignId first = chains.start(source.id());
          node.fail(source.claimed().get(0));
          node.record(source.claimed().get(1));
          node.fail(source.claimed().get(2));
          assertThat(chains.view(source.id()).status()).isEqualTo(CampaignStatus.FAILED);
          chains.race(
              chains.recording(chains.claimOne(first)),
              chains.creating(source.id()),
              chains.steering(() -> orchestrator.retry(source.id(), TESTER)));
          CampaignId second = chains.lastOf(source.id());
          String learned = chains.learned(second, 0);
          assertThat(List.of(chains.view(first).totalItems(), chains.view(second).totalItems()))
              .containsOnly(9L);
          orchestrator.start(second, TESTER);
          chains.workToTheEnd();
          chains.assertAllTaken(source.id(), first, second);
          return learned;
        },
        "told",
        "known");
  }
}
