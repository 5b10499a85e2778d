package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.CampaignId;
import io.domainflow.testing.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Nodes, their leases, and what becomes of their batches, on a real PostgreSQL. */
class WorkNodesPostgresTest {

  private final WorkFixture work = new WorkFixture();

  @AfterEach
  void drop() {
    work.close();
  }

  private boolean isSettled(String node) {
    return work.database
        .first("SELECT settled FROM work_nodes WHERE node = ?", row -> row.flag("settled"), node)
        .orElseThrow();
  }

  @Nested
  class ANodeWhoseLeaseHasRunOut {

    private final Recording nothing =
        () -> {
          throw new AssertionError("a zombie must write nothing");
        };

    @Test
    void losesItsBatchesToOthersAndRecordsNothingAnyMore() {
      CampaignId campaign = work.claimable(10, 10);
      Batch dead = work.claims.claim("one", 1).get(0);
      work.nodes.recover("two");
      assertThat(work.claims.claim("two", 1)).isEmpty();
      work.expireLeaseOf("one");
      assertThat(work.nodes.isAnyLost("two")).isTrue();
      assertThat(work.nodes.recover("two")).isEqualTo(1);

      Batch taken = work.claims.claim("two", 1).get(0);
      assertThat(taken.leaseEpoch()).isGreaterThan(dead.leaseEpoch());
      assertThat(taken.attempt()).isEqualTo(2);
      assertThat(taken.firstPosition()).isEqualTo(dead.firstPosition());
      assertThat(work.ledger.record(Bundle.of(dead, nothing), "one").refused()).isEqualTo(1);
      assertThat(work.record(taken, "two").recorded()).isEqualTo(1);
      assertThat(work.statuses(campaign)).containsExactly(BatchStatus.DONE);
      assertThat(work.nodes.isAnyLost("two")).isFalse();
      assertThat(isSettled("one")).isTrue();
    }

    @Test
    void recordsNothingBetweenItsLossAndTheNextClaim() {
      work.claimable(10, 10);
      Batch dead = work.claims.claim("one", 1).get(0);
      work.lose("one");
      assertThat(work.ledger.record(Bundle.of(dead, nothing), "one").refused()).isEqualTo(1);
    }

    @Test
    void claimsNothingAnyMore() {
      work.claimable(10, 10);
      work.lose("one");
      assertThat(work.claims.claim("one", 1)).isEmpty();
      assertThat(work.claims.claim("two", 1)).hasSize(1);
    }

    @Test
    void cannotExtendItsLeaseOnceItIsDeclaredGone() {
      work.lose("one");
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT)).isEmpty();
    }

    @Test
    void keepsItsBatchesIfNobodyHasNoticed() {
      work.claimable(10, 10);
      Batch mine = work.claims.claim("one", 1).get(0);
      work.expireLeaseOf("one");
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT))
          .hasValue(new WorkNodes.Extended(4, true));
      assertThat(work.nodes.recover("two")).isZero();
      assertThat(work.record(mine, "one").recorded()).isEqualTo(1);
    }

    @Test
    void doesNotDeclareItselfGone() {
      work.expireLeaseOf("one");
      assertThat(work.nodes.isAnyLost("one")).isFalse();
      work.nodes.recover("one");
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT)).isPresent();
    }

    @Test
    void losesBatchesOfPausedPlansTooAndTheirCampaignIsTold() {
      CampaignId campaign = work.claimable(10, 5);
      work.claims.claim("one", 1);
      work.plans.hold(campaign);
      work.lose("one");
      assertThat(work.statuses(campaign)).containsExactly(BatchStatus.READY);
      assertThat(work.handler.told).containsExactly("started by one", "postponed by another");
      assertThat(work.claims.claim("two", 5)).isEmpty();
    }

    @Test
    void losesABatchThatIsBeingRecordedOnlyIfThatFails() throws SQLException {
      work.claimable(20, 10);
      work.claims.claim("one", 2);
      try (Connection recording = work.server.dataSource().getConnection();
          Statement statement = recording.createStatement()) {
        recording.setAutoCommit(false);
        statement.execute("SELECT 1 FROM work_batches WHERE number = 0 FOR UPDATE");
        work.expireLeaseOf("one");
        assertThat(work.nodes.recover("two")).isEqualTo(1);
        assertThat(isSettled("one")).isFalse();
        recording.rollback();
      }
      assertThat(work.nodes.isAnyLost("two")).isTrue();
      assertThat(work.nodes.recover("two")).isEqualTo(1);
      assertThat(isSettled("one")).isTrue();
    }

    /** Else its claim, committed a moment later, would be nobody's. */
    @Test
    void isNotDeclaredGoneWhileItIsClaiming() throws SQLException {
      try (Connection claim = work.server.dataSource().getConnection();
          Statement statement = claim.createStatement()) {
        claim.setAutoCommit(false);
        statement.execute("SELECT 1 FROM work_nodes WHERE node = 'one' FOR KEY SHARE");
        work.expireLeaseOf("one");
        work.nodes.recover("two");
        claim.commit();
      }
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT)).isPresent();
    }
  }

  @Nested
  class ALiveNode {

    @Test
    void keepsItsBatchesHoweverManyByOneHeartbeat() {
      work.claimable(1_000, 1);
      List<Batch> mine = work.claims.claim("one", 200);
      work.expireLeaseOf("one");
      work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT);
      work.nodes.recover("two");
      assertThat(work.record(mine, "one").recorded()).isEqualTo(200);
    }

    @Test
    void givesBackWhatItDoesNotKnowOfAndKeepsTheRest() {
      CampaignId campaign = work.claimable(30, 10);
      List<Batch> mine = work.claims.claim("one", 3);
      assertThat(work.nodes.giveBack("one", mine.subList(0, 1))).isEqualTo(2);
      assertThat(work.statuses(campaign))
          .containsExactlyInAnyOrder(BatchStatus.CLAIMED, BatchStatus.READY, BatchStatus.READY);
      assertThat(work.claims.claim("two", 5)).isEmpty();
      work.database.update("UPDATE work_batches SET not_before = now() WHERE status = 'READY'");
      assertThat(work.claims.claim("two", 5)).hasSize(2).allMatch(batch -> batch.attempt() == 2);
      assertThat(work.record(mine.get(1), "one").refused()).isEqualTo(1);
      assertThat(work.record(mine.get(0), "one").recorded()).isEqualTo(1);
    }

    @Test
    void learnsHowManyWorkersItIsAskedToHave() {
      work.nodes.setWorkers("one", 9);
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT))
          .hasValue(new WorkNodes.Extended(9, false));
    }
  }

  @Nested
  class ANodeThatLeaves {

    @Test
    void handsItsBatchesBackAtOnceAndTheyDoNotCountAsTried() {
      work.claimable(20, 10);
      work.claims.claim("one", 2);
      work.nodes.leave("one");
      assertThat(work.nodes.isAnyLost("two")).isTrue();
      assertThat(work.nodes.recover("two")).isEqualTo(2);
      assertThat(work.claims.claim("two", 2)).hasSize(2).allMatch(batch -> batch.attempt() == 1);
    }

    /** Else nobody would ever take back what that claim takes. */
    @Test
    void waitsForItsOwnClaimThatIsUnderWay() throws Exception {
      ExecutorService leaving = Executors.newSingleThreadExecutor();
      try (Connection claim = work.server.dataSource().getConnection();
          Statement statement = claim.createStatement()) {
        claim.setAutoCommit(false);
        statement.execute("SELECT 1 FROM work_nodes WHERE node = 'one' FOR KEY SHARE");
        Future<?> left = leaving.submit(() -> work.nodes.leave("one"));
        Eventually.within(Duration.ofSeconds(10))
            .holds("the node waits for its claim", () -> isAnybodyWaiting());
        claim.commit();
        left.get(10, TimeUnit.SECONDS);
      } finally {
        leaving.shutdownNow();
      }
      assertThat(work.nodes.isAnyLost("two")).isTrue();
    }

    private boolean isAnybodyWaiting() {
      return work.database
          .first(
              """
              SELECT EXISTS (
                SELECT FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting
              """,
              row -> row.flag("waiting"))
          .orElseThrow();
    }

    @Test
    void canNoMoreBeAskedForWorkers() {
      work.nodes.leave("one");
      assertThatThrownBy(() -> work.nodes.setWorkers("one", 1))
          .isInstanceOf(NodeNotFoundException.class)
          .hasMessageContaining("one");
    }
  }
}
