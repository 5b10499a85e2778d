package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.domainflow.CampaignId;
import io.domainflow.testing.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
      assertThat(work.nodes.recover("two")).isZero();

      Batch taken = work.claims.claim("two", 1).get(0);
      assertThat(taken.leaseEpoch()).isGreaterThan(dead.leaseEpoch());
      assertThat(taken.attempt()).isEqualTo(2);
      assertThat(taken.losses()).isEqualTo(1);
      assertThat(taken.trial()).isEqualTo(1);
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
          .hasValue(new WorkNodes.Extended(4, true, 0));
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
    void givesBackWhatItDoesNotKnowOfAsUntriedAndWhatHasFailedAsTriedAndKeepsTheRest() {
      CampaignId campaign = work.claimable(30, 10);
      List<Batch> mine = work.claims.claim("one", 3);
      assertThat(work.nodes.giveBack("one", Set.of(mine.get(0)), Set.of(mine.get(2))).batches())
          .isEqualTo(2);
      assertThat(work.nodes.giveBack("one", Set.of(mine.get(0)), Set.of()).batches()).isZero();
      assertThat(work.statuses(campaign))
          .containsExactlyInAnyOrder(BatchStatus.CLAIMED, BatchStatus.READY, BatchStatus.READY);
      assertThat(work.claims.claim("two", 5)).isEmpty();
      work.makeDue();
      assertThat(work.claims.claim("two", 5))
          .extracting(Batch::number, Batch::attempt)
          .containsExactlyInAnyOrder(
              tuple(mine.get(1).number(), 1L), tuple(mine.get(2).number(), 2L));
      assertThat(work.record(mine.get(1), "one").refused()).isEqualTo(1);
      assertThat(work.record(mine.get(0), "one").recorded()).isEqualTo(1);
    }

    /** Whoever records a source locks its campaign and then a dependent's: nobody holds two. */
    @Test
    void givesBackAndTakesBackOneCampaignAtATime() {
      work.claimable(2, 1);
      work.claimable(2, 1);
      work.claims.claim("one", 4);
      work.claims.claim("two", 4);
      assertThat(work.nodes.giveBack("one", Set.of(), Set.of()).batches()).isEqualTo(2);
      work.expireLeaseOf("one");
      assertThat(work.nodes.recover("two")).isEqualTo(2);
      assertThat(work.nodes.recover("two")).isZero();
      assertThat(isSettled("one")).isTrue();
    }

    /** Else it waits for whoever cancels the campaign, who waits for it. */
    @Test
    void givesBackOnlyWhatNobodyElseHasLocked() throws SQLException {
      CampaignId campaign = work.claimable(3, 1);
      work.claims.claim("one", 3);
      try (Connection other = work.server.dataSource().getConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT 1 FROM work_batches WHERE number = 1 FOR NO KEY UPDATE");
        assertThat(work.nodes.giveBack("one", Set.of(), Set.of()).batches()).isEqualTo(2);
        other.rollback();
      }
      assertThat(work.statuses(campaign))
          .containsExactly(BatchStatus.READY, BatchStatus.CLAIMED, BatchStatus.READY);
      assertThat(work.nodes.giveBack("one", Set.of(), Set.of()).batches()).isEqualTo(1);
    }

    @Test
    void learnsHowManyWorkersItIsAskedToHave() {
      work.nodes.setWorkers("one", 9);
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT))
          .hasValue(new WorkNodes.Extended(9, false, 0));
    }
  }

  @Nested
  class BatchesWhoseNodesAreLostAgainAndAgain {

    private List<Long> millisUntilDue() {
      return work.database.query(
          """
          SELECT GREATEST(0, extract(epoch FROM not_before - clock_timestamp()) * 1000)::bigint AS m
            FROM work_batches WHERE status = 'READY'
          """,
          row -> row.number("m"));
    }

    @Test
    void comeBackAtOnceTheFirstTimeAndScatteredLater() {
      work.claimable(50, 1);
      work.loseBatches(1, 50);
      assertThat(millisUntilDue()).hasSize(50).containsOnly(0L);
      work.loseBatches(1, 50);
      assertThat(millisUntilDue())
          .allSatisfy(millis -> assertThat(millis).isBetween(0L, 1_000L))
          .anySatisfy(millis -> assertThat(millis).isGreaterThan(0));
      assertThat(Set.copyOf(millisUntilDue())).hasSizeGreaterThan(10);
      work.loseBatches(2, 50);
      assertThat(millisUntilDue())
          .allSatisfy(millis -> assertThat(millis).isBetween(1_000L, 4_000L));
    }

    @Test
    void areClaimedAloneWhenTheyWereLostAsOftenAsABatchMayFail() {
      work.claimable(3, 1);
      work.loseBatches(4, 3);
      work.makeDue();
      assertThat(work.claims.isWorkWaiting()).isTrue();
      work.loseBatches(1, 3);
      work.makeDue();

      assertThat(work.claims.claim("one", 9)).isEmpty();
      assertThat(work.claims.isWorkWaiting()).isFalse();
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT))
          .hasValue(new WorkNodes.Extended(4, false, 5));
      assertThat(work.claims.claimSuspect("one"))
          .singleElement()
          .satisfies(
              suspect -> {
                assertThat(suspect.attempt()).isEqualTo(6);
                assertThat(suspect.losses()).isEqualTo(5);
                assertThat(suspect.trial()).isEqualTo(1);
                assertThat(work.record(suspect, "one").recorded()).isEqualTo(1);
              });
      assertThat(work.claims.claimSuspect("two")).hasSize(1);
      assertThat(work.claims.claimSuspect("one")).hasSize(1);
      assertThat(work.claims.claimSuspect("two")).isEmpty();
    }

    @Test
    void doNotKeepOthersOfTheirCampaignFromBeingClaimed() {
      work.claimable(4, 1);
      work.loseBatches(5, 2);
      work.makeDue();
      assertThat(work.claims.claim("one", 9))
          .extracting(Batch::number)
          .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void areNobodysSuspectsWhileTheirCampaignIsHeld() {
      CampaignId campaign = work.claimable(1, 1);
      work.loseBatches(5, 1);
      work.makeDue();
      work.plans.hold(campaign);
      assertThat(work.claims.claimSuspect("one")).isEmpty();
      assertThat(work.nodes.extend("one", WorkFixture.LEASE, WorkFixture.REPORT))
          .hasValue(new WorkNodes.Extended(4, false, 0));
    }

    @Test
    void areNotClaimedByANodeThatIsGone() {
      work.claimable(1, 1);
      work.loseBatches(5, 1);
      work.makeDue();
      work.lose("one");
      assertThat(work.claims.claimSuspect("one")).isEmpty();
      assertThat(work.claims.claimSuspect("two")).hasSize(1);
    }

    @Test
    void beginAnewWhenTheirCampaignIsRetried() {
      CampaignId campaign = work.claimable(1, 1);
      work.loseBatches(5, 1);
      work.makeDue();
      work.ledger.fail(work.claims.claimSuspect("one").get(0), "lost", "one");
      work.plans.retry(campaign);
      assertThat(work.claims.claim("one", 1)).singleElement().matches(batch -> batch.losses() == 0);
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
