package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.Check;
import io.domainflow.campaign.reconciliation.Difference;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.campaign.reconciliation.StateReplay;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.campaign.state.StateEvent;
import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** States, versions and events, changed by the one door there is. */
@ExtendWith(ArquillianExtension.class)
class StateCoordinatorIT {

  private static final int WRITERS = 100;
  private static final int WISHES = 5;
  private static final Control TESTER = Control.by("tester");

  private static final Set<Check> STATE =
      Set.of(Check.STATE_REPLAY, Check.EVENT_CHAIN, Check.EVENT_STEPS);

  @Resource ManagedThreadFactory threads;
  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject Reconciliation reconciliation;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(StateCoordinatorIT.class);
  }

  private List<Difference> stateDifferences(CampaignId id) {
    return reconciliation.differences(id).stream()
        .filter(found -> STATE.contains(found.check()))
        .toList();
  }

  @Test
  void eachOfTheNineTimesNineTransitionsIsMadeWithItsEventOrRefusedWithoutATrace() {
    SoftAssertions softly = new SoftAssertions();
    for (CampaignStatus from : CampaignStatus.values()) {
      for (CampaignStatus wanted : CampaignStatus.values()) {
        softly
            .assertThatCode(() -> tryTransition(from, wanted))
            .as("%s to %s", from, wanted)
            .doesNotThrowAnyException();
      }
    }
    softly.assertAll();
  }

  private void tryTransition(CampaignStatus from, CampaignStatus wanted) {
    CampaignId id = campaigns.in(from);
    StateReplay before = campaigns.row(id);
    assertThat(before.status()).isEqualTo(from);
    if (from.canBecome(wanted)) {
      campaigns.change(id, wanted);
      assertThat(campaigns.row(id).status()).isEqualTo(wanted);
      assertThat(campaigns.row(id).version()).isEqualTo(before.version() + 1);
    } else {
      RefusedChange.IllegalTransition refused =
          catchThrowableOfType(
              RefusedChange.IllegalTransition.class, () -> campaigns.change(id, wanted));
      assertThat(refused.current()).isEqualTo(from);
      assertThat(refused.wanted()).isEqualTo(wanted);
      assertThat(campaigns.row(id)).isEqualTo(before);
    }
    assertThat(campaigns.replay(id)).isEqualTo(campaigns.row(id));
    assertThat(stateDifferences(id)).isEmpty();
  }

  @Test
  void aReplayedHistoryIsTheRowToTheMicrosecond() {
    CampaignId id = campaigns.in(CampaignStatus.FAILED);
    assertThat(campaigns.row(id).error()).isEqualTo("poison");
    assertThat(campaigns.row(id).completedAt()).isNotNull();

    for (CampaignStatus step :
        List.of(
            CampaignStatus.QUEUED,
            CampaignStatus.RUNNING,
            CampaignStatus.PAUSING,
            CampaignStatus.RUNNING,
            CampaignStatus.FAILED,
            CampaignStatus.ARCHIVED)) {
      campaigns.change(id, step);
      assertThat(campaigns.replay(id)).isEqualTo(campaigns.row(id));
      assertThat(stateDifferences(id)).isEmpty();
    }
  }

  @Test
  void whatNoEventHasSaidIsFoundByTheReplay() {
    CampaignId id = campaigns.in(CampaignStatus.FAILED);
    database.update(
        """
        UPDATE campaigns SET error = 'another', version = version + 1, status = 'PAUSED',
               created_at = created_at + interval '1 microsecond', started_at = created_at,
               completed_at = NULL WHERE id = ?
        """,
        id);
    assertThat(stateDifferences(id))
        .extracting(Difference::subject)
        .containsExactlyInAnyOrder(
            "status", "version", "error", "createdAt", "startedAt", "completedAt");
    assertThat(campaigns.replay(id)).isNotEqualTo(campaigns.row(id));
  }

  @Test
  void aGapInTheHistoryIsFound() {
    CampaignId id = campaigns.in(CampaignStatus.COMPLETED);
    database.update("DELETE FROM campaign_state_events WHERE campaign_id = ? AND sequence = 2", id);
    assertThat(stateDifferences(id))
        .extracting(Difference::subject)
        .containsExactly("event 3", "event 4");
    assertThatThrownBy(() -> campaigns.replay(id)).hasMessageContaining("cannot follow");
  }

  @Test
  void theHistoryOutlivesTheCampaign() {
    CampaignId id = campaigns.in(CampaignStatus.CANCELLED);
    orchestrator.delete(id, TESTER);
    assertThat(queries.find(id)).isEmpty();
    assertThat(campaigns.replay(id).isDeleted()).isTrue();
    assertThat(campaigns.replay(id).status()).isEqualTo(CampaignStatus.CANCELLED);
  }

  @Test
  void aHundredWritersLeaveOneHistoryWithoutGapsThatGivesTheRow() throws Exception {
    CampaignId id = campaigns.in(CampaignStatus.QUEUED);
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS, threads);
    try {
      List<Future<Integer>> writers =
          IntStream.range(0, WRITERS)
              .mapToObj(
                  writer ->
                      pool.submit(
                          () -> {
                            start.await();
                            return granted(id, writer);
                          }))
              .toList();
      start.countDown();
      int granted = 0;
      for (Future<Integer> writer : writers) {
        granted += writer.get(60, TimeUnit.SECONDS);
      }
      assertThat(granted).isPositive().isLessThan(WRITERS * WISHES);
      assertThat(queries.events(id, 0, 1_000))
          .hasSize(2 + granted)
          .extracting(StateEvent::sequence)
          .isEqualTo(sequence(2 + granted));
    } finally {
      pool.shutdownNow();
    }
    assertThat(campaigns.replay(id)).isEqualTo(campaigns.row(id));
    assertThat(stateDifferences(id)).isEmpty();
  }

  private static List<Long> sequence(long last) {
    List<Long> sequence = new ArrayList<>();
    for (long number = 1; number <= last; number++) {
      sequence.add(number);
    }
    return sequence;
  }

  /** How many wishes were granted to the writer; all others must have been refused. */
  private int granted(CampaignId id, int writer) {
    int granted = 0;
    for (int wish = 0; wish < WISHES; wish++) {
      try {
        if ((writer + wish) % 2 == 0) {
          orchestrator.pause(id, TESTER);
        } else {
          orchestrator.resume(id, TESTER);
        }
        granted++;
      } catch (RefusedChange.IllegalTransition refused) {
        assertThat(refused.actor()).isEqualTo("tester");
      }
    }
    return granted;
  }

  @Test
  void aStaleVersionIsRefusedBeforeTheStateIsLookedAtAndChangesNothing() {
    CampaignId id = campaigns.in(CampaignStatus.COMPLETED);
    StateReplay before = campaigns.row(id);
    RefusedChange.StaleVersion refused =
        catchThrowableOfType(
            RefusedChange.StaleVersion.class, () -> orchestrator.start(id, TESTER.expecting(3)));
    assertThat(refused.expected()).isEqualTo(3);
    assertThat(refused.version()).isEqualTo(4);
    assertThat(campaigns.row(id)).isEqualTo(before);
    assertThatThrownBy(() -> orchestrator.delete(id, TESTER.expecting(5)))
        .isInstanceOf(RefusedChange.StaleVersion.class);

    orchestrator.archive(id, TESTER.expecting(4));
    assertThat(campaigns.row(id).status()).isEqualTo(CampaignStatus.ARCHIVED);
  }

  @Test
  void ofTwoWhoHaveSeenTheSameVersionOnlyOneSteers() {
    CampaignId id = campaigns.in(CampaignStatus.PENDING);
    orchestrator.start(id, TESTER.expecting(1));
    assertThatThrownBy(() -> orchestrator.cancel(id, TESTER.expecting(1)))
        .isInstanceOf(RefusedChange.StaleVersion.class);
    assertThat(campaigns.row(id).status()).isEqualTo(CampaignStatus.QUEUED);
  }
}
