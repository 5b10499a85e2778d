package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.Reconciliation;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.RecordOutcome;
import io.domainflow.generation.GeneratedDomains;
import io.domainflow.incontainer.InContainerArchive;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Somebody steers a campaign at the moment at which its last batch is recorded. Either of the two
 * comes first, and then the other meets what the first has made of the campaign.
 */
@ExtendWith(ArquillianExtension.class)
class StateRaceIT {

  private static final int ROUNDS = 500;
  private static final int NAMES = 3;
  private static final Control TESTER = Control.by("tester");

  /** Either side begins up to so many nanoseconds late, so that each wins often. */
  private static final long HEAD_START = 2_000_000;

  @Resource ManagedThreadFactory threads;
  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject WorkingNode node;
  @Inject GeneratedDomains domains;
  @Inject Reconciliation reconciliation;
  @Inject Database database;

  private final CyclicBarrier barrier = new CyclicBarrier(2);
  private ExecutorService pool;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(StateRaceIT.class);
  }

  @BeforeEach
  void beginWithNothing() {
    database.update("TRUNCATE campaigns, work_batches CASCADE");
    pool = Executors.newFixedThreadPool(2, threads);
  }

  @AfterEach
  void endThreads() {
    pool.shutdownNow();
  }

  private interface Steering {
    void steer(CampaignId id);
  }

  /** What came of one round. */
  private record Round(CampaignId id, RecordOutcome recorded, boolean steered) {}

  private Round race(Steering steering) throws Exception {
    CampaignId id = campaigns.create(NAMES);
    orchestrator.start(id, TESTER);
    Batch last = node.claim(id, 1).get(0);
    Future<RecordOutcome> recorded = pool.submit(atOnce(() -> node.record(last)));
    Future<Boolean> steered = pool.submit(atOnce(() -> isGranted(id, steering)));
    return new Round(id, recorded.get(30, TimeUnit.SECONDS), steered.get(30, TimeUnit.SECONDS));
  }

  private <T> Callable<T> atOnce(Callable<T> task) {
    return () -> {
      barrier.await(30, TimeUnit.SECONDS);
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(HEAD_START));
      return task.call();
    };
  }

  private static boolean isGranted(CampaignId id, Steering steering) {
    try {
      steering.steer(id);
      return true;
    } catch (RefusedChange.IllegalTransition refused) {
      assertThat(refused.current()).isEqualTo(CampaignStatus.COMPLETED);
      return false;
    }
  }

  private List<CampaignStatus> states(CampaignId id) {
    return queries.events(id, 0, 100).stream().skip(2).map(StateEvent::to).toList();
  }

  private void assertConsistent(CampaignId id) {
    assertThat(campaigns.replay(id)).isEqualTo(campaigns.row(id));
    assertThat(reconciliation.differences(id)).isEmpty();
  }

  @Test
  void pausedAtItsLastRecordACampaignIsCompletedAllTheSame() throws Exception {
    int paused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Round end = race(id -> orchestrator.pause(id, TESTER));
      paused += end.steered() ? 1 : 0;
      assertThat(end.recorded().recorded()).isOne();
      assertThat(states(end.id()))
          .isEqualTo(
              end.steered()
                  ? List.of(
                      CampaignStatus.RUNNING, CampaignStatus.PAUSING, CampaignStatus.COMPLETED)
                  : List.of(CampaignStatus.RUNNING, CampaignStatus.COMPLETED));
      assertThat(domains.page(end.id(), -1, 10)).hasSize(NAMES);
      assertConsistent(end.id());
    }
    assertThat(paused).as("each side won").isBetween(1, ROUNDS - 1);
    assertThat(reconciliation.workAtOdds(10)).isEmpty();
  }

  @Test
  void cancelledAtItsLastRecordACampaignHasAllOfItsResultsOrNone() throws Exception {
    Map<CampaignStatus, Integer> ends = new EnumMap<>(CampaignStatus.class);
    for (int round = 0; round < ROUNDS; round++) {
      Round end = race(id -> orchestrator.cancel(id, TESTER));
      CampaignStatus status = campaigns.row(end.id()).status();
      ends.merge(status, 1, Integer::sum);
      assertThat(status)
          .isEqualTo(end.steered() ? CampaignStatus.CANCELLED : CampaignStatus.COMPLETED);
      assertThat(states(end.id())).isEqualTo(List.of(CampaignStatus.RUNNING, status));
      assertThat(end.recorded().recorded()).isEqualTo(end.steered() ? 0 : 1);
      assertThat(domains.page(end.id(), -1, 10)).hasSize(end.steered() ? 0 : NAMES);
      assertConsistent(end.id());
    }
    assertThat(ends.keySet())
        .as("each side won")
        .containsExactlyInAnyOrder(CampaignStatus.CANCELLED, CampaignStatus.COMPLETED);
    assertThat(reconciliation.workAtOdds(10)).isEmpty();
  }
}
