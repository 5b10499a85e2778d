package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.domainflow.CampaignId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Claims, records and failures of batches on a real PostgreSQL. */
class WorkPostgresTest {

  private static final RecordOutcome REFUSED = new RecordOutcome(0, 1, 0);

  private final WorkFixture work = new WorkFixture();

  @AfterEach
  void drop() {
    work.close();
  }

  private List<Batch> claim(String node, int most) {
    return work.claims.claim(node, most);
  }

  @Nested
  class Claiming {

    @Test
    void cutsTheWholePlanIntoBatchesWithoutGapOrOverlap() {
      work.claimable(25, 10);
      assertThat(claim("one", 100))
          .extracting(Batch::number, Batch::firstPosition, Batch::size)
          .containsExactlyInAnyOrder(tuple(0L, 0L, 10L), tuple(1L, 10L, 10L), tuple(2L, 20L, 5L));
      assertThat(claim("two", 100)).isEmpty();
      assertThat(work.claims.isWorkWaiting()).isFalse();
    }

    @Test
    void goesOnWhereTheClaimBeforeHasEnded() {
      CampaignId campaign = work.claimable(95, 10);
      claim("one", 3);
      claim("two", 4);
      claim("one", 7);
      assertThat(
              work.database.query(
                  "SELECT first_position FROM work_batches WHERE campaign_id = ? ORDER BY number",
                  row -> row.number("first_position"),
                  campaign))
          .containsExactly(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L);
    }

    @Test
    void takesNoMoreThanAskedFor() {
      work.claimable(100, 1);
      assertThat(claim("one", 3)).hasSize(3);
    }

    @Test
    void findsNothingInPlansThatAreNotReleased() {
      work.plan(10, 1);
      assertThat(claim("one", 10)).isEmpty();
      assertThat(work.claims.isWorkWaiting()).isFalse();
    }

    @Test
    void takesAndSeesNothingOfCampaignsThatAreNotWanted() {
      CampaignId held = work.claimable(5, 1);
      CampaignId other = work.claimable(2, 1);
      assertThat(work.claims.claim("one", 9, held)).hasSize(2).allMatch(of(other));
      assertThat(work.claims.isWorkWaiting(held)).isFalse();
      assertThat(work.claims.isWorkWaiting(other)).isTrue();
      assertThat(work.claims.claim("one", 9, other, held)).isEmpty();
      assertThat(work.claims.claim("one", 9, other)).hasSize(5).allMatch(of(held));
    }

    private Predicate<Batch> of(CampaignId campaign) {
      return batch -> batch.campaign().equals(campaign);
    }

    @Test
    void servesPlansInTurn() {
      CampaignId huge = work.claimable(1_000, 1);
      claim("one", 5);
      CampaignId small = work.claimable(2, 1);
      CampaignId other = work.claimable(2, 1);
      assertThat(claim("one", 2))
          .extracting(Batch::campaign)
          .containsExactlyInAnyOrder(small, other);
      assertThat(claim("one", 1)).extracting(Batch::campaign).containsExactly(huge);
    }

    @Test
    void givesEachPlanAnEqualShare() {
      work.claimable(1_000, 1);
      work.claimable(1_000, 1);
      CampaignId small = work.claimable(2, 1);
      List<Batch> claimed = claim("one", 9);
      assertThat(claimed).hasSize(8);
      assertThat(claimed).filteredOn(batch -> batch.campaign().equals(small)).hasSize(2);
    }

    @Test
    void plansThatHaveNothingDueTakeNobodysTurn() {
      for (int plan = 0; plan < 5; plan++) {
        CampaignId waiting = work.claimable(1, 1);
        work.ledger.postpone(claim("one", 1).get(0), "later", Duration.ofHours(1), "one");
        work.database.update(
            "UPDATE work_plans SET last_claimed_at = NULL WHERE campaign_id = ?", waiting);
      }
      CampaignId ready = work.claimable(1, 1);
      assertThat(claim("one", 2)).extracting(Batch::campaign).containsExactly(ready);
    }

    @Test
    void announcesTheFirstBatchOnly() {
      work.claimable(3, 1);
      claim("one", 1);
      claim("two", 2);
      assertThat(work.handler.told).containsExactly("started by one");
    }

    @Test
    void skipsPlansThatAnotherTransactionHoldsAndTellsThatThereIsWork() throws SQLException {
      work.claimable(3, 1);
      try (Connection other = work.server.dataSource().getConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT 1 FROM work_plans FOR UPDATE");
        assertThat(claim("one", 1)).isEmpty();
        assertThat(work.claims.isWorkWaiting()).isTrue();
        other.rollback();
      }
      assertThat(claim("one", 1)).hasSize(1);
    }
  }

  @Nested
  class Recordings {

    @Test
    void aBatchIsRecordedOnceWithItsTally() {
      CampaignId campaign = work.claimable(10, 10);
      Batch batch = claim("one", 1).get(0);
      Bundle bundle = Bundle.of(batch, () -> new Tally(7, 2, 1));
      assertThat(work.ledger.record(bundle, "one")).isEqualTo(new RecordOutcome(1, 0, 1));
      assertThat(work.ledger.record(bundle, "one")).isEqualTo(REFUSED);
      assertThat(tallies(campaign)).containsExactly(721L);
    }

    @Test
    void ofABundleEachBatchHasItsOwnTally() {
      CampaignId campaign = work.claimable(50, 10);
      List<Finished> finished = new ArrayList<>();
      for (Batch batch : claim("one", 5)) {
        long bad = batch.number() % 4;
        finished.add(0, new Finished(batch, () -> new Tally(10 - 2 * bad, bad, bad)));
      }
      Collections.swap(finished, 1, 3);
      finished.remove(4);
      Bundle bundle = new Bundle(campaign, finished);
      assertThat(work.ledger.record(bundle, "one")).isEqualTo(new RecordOutcome(4, 0, 6));
      assertThat(tallies(campaign)).containsExactly(0L, 811L, 622L, 433L, 1000L);
    }

    /** In the order of the batches' numbers. */
    private List<Long> tallies(CampaignId campaign) {
      return work.database.query(
          """
          SELECT successful * 100 + failed * 10 + missing AS tally
            FROM work_batches WHERE campaign_id = ? ORDER BY number
          """,
          row -> row.number("tally"),
          campaign);
    }

    @Test
    void ofABundleThoseAreRecordedWhoseClaimHolds() {
      CampaignId campaign = work.claimable(30, 10);
      List<Batch> mine = claim("one", 3);
      work.database.update(
          "UPDATE work_batches SET lease_epoch = lease_epoch + 1 WHERE number = 1");
      assertThat(work.record(mine, "one")).isEqualTo(new RecordOutcome(2, 1, 0));
      assertThat(work.statuses(campaign))
          .containsExactly(BatchStatus.DONE, BatchStatus.CLAIMED, BatchStatus.DONE);
      assertThat(work.handler.told).containsExactly("started by one", "recorded 20 by one");
    }

    /** As a node sees it that was lost with a batch, and got it again under another name. */
    @Test
    void ofTwoClaimsOfOneBatchInABundleTheLaterIsWritten() {
      CampaignId campaign = work.claimable(10, 10);
      Batch lost = claim("one", 1).get(0);
      work.lose("one");
      Batch again = claim("two", 1).get(0);
      List<Long> written = new ArrayList<>();
      Bundle both = new Bundle(campaign, List.of(writing(lost, written), writing(again, written)));
      assertThat(work.ledger.record(both, "two")).isEqualTo(new RecordOutcome(1, 1, 0));
      assertThat(written).containsExactly(again.leaseEpoch());
      assertThat(work.statuses(campaign)).containsExactly(BatchStatus.DONE);
    }

    private Finished writing(Batch batch, List<Long> written) {
      return new Finished(
          batch,
          () -> {
            written.add(batch.leaseEpoch());
            return new Tally(batch.size(), 0, 0);
          });
    }

    @Test
    void aTallyThatDoesNotCoverTheBatchIsADefect() {
      work.claimable(10, 10);
      Bundle bundle = Bundle.of(claim("one", 1).get(0), () -> new Tally(9, 0, 0));
      assertThatThrownBy(() -> work.ledger.record(bundle, "one"))
          .isInstanceOf(IncompleteRecordException.class);
    }

    @Test
    void aCancelledBatchCannotBeRecorded() {
      CampaignId campaign = work.claimable(20, 10);
      Batch batch = claim("one", 1).get(0);
      work.plans.cancel(campaign);
      assertThat(work.record(batch, "one")).isEqualTo(REFUSED);
      assertThat(claim("one", 5)).isEmpty();
      assertThat(work.statuses(campaign)).containsExactly(BatchStatus.CANCELLED);
    }

    @Test
    void positionsThatDoNotExistAreCutOffOnce() {
      CampaignId campaign = work.claimable(100, 10);
      claim("one", 3);
      work.ledger.shorten(campaign, "one");
      work.ledger.shorten(campaign, "one");
      assertThat(work.handler.told).containsExactly("started by one", "shortened by 70");
      assertThat(claim("one", 5)).isEmpty();
    }
  }

  @Nested
  class Failures {

    @Test
    void aPostponedBatchIsClaimedAgainAfterItsDelay() {
      work.claimable(10, 10);
      Batch batch = claim("one", 1).get(0);
      work.ledger.postpone(batch, "no luck", Duration.ofHours(1), "one");
      assertThat(claim("one", 1)).isEmpty();
      work.database.update("UPDATE work_batches SET not_before = clock_timestamp()");
      assertThat(claim("one", 1))
          .singleElement()
          .satisfies(again -> assertThat(again.attempt()).isEqualTo(2));
    }

    @Test
    void aPostponedBatchAnnouncesTheStartAfterARelease() {
      CampaignId campaign = work.claimable(10, 10);
      Batch batch = claim("one", 1).get(0);
      work.ledger.postpone(batch, "no luck", Duration.ZERO, "one");
      work.database.update("UPDATE work_plans SET started = false WHERE campaign_id = ?", campaign);
      assertThat(claim("two", 1)).hasSize(1);
      assertThat(work.handler.told)
          .containsExactly("started by one", "postponed by one", "started by two");
    }

    @Test
    void aBatchThatFailsForGoodEndsAllWorkOfItsCampaign() {
      CampaignId campaign = work.claimable(30, 10);
      List<Batch> batches = claim("one", 2);
      work.ledger.fail(batches.get(0), "poison", "one");
      assertThat(work.statuses(campaign))
          .containsExactlyInAnyOrder(BatchStatus.FAILED, BatchStatus.CANCELLED);
      assertThat(claim("one", 5)).isEmpty();
      assertThat(work.record(batches.get(1), "one")).isEqualTo(REFUSED);
      assertThat(work.handler.told).containsExactly("started by one", "failed with poison by one");
    }

    @Test
    void failuresWithinTheToleranceCountAsFailedItemsAndTheRestGoesOn() {
      CampaignId campaign = work.claimable(100, 10);
      work.plans.tolerate(campaign, 20);
      List<Batch> batches = claim("one", 3);
      work.ledger.fail(batches.get(0), "poison", "one");
      work.ledger.fail(batches.get(1), "poison", "one");
      assertThat(claim("one", 1)).hasSize(1);
      work.ledger.fail(batches.get(2), "poison", "one");
      assertThat(claim("one", 1)).isEmpty();
      assertThat(work.handler.told)
          .containsExactly(
              "started by one",
              "recorded 10 by one",
              "recorded 10 by one",
              "failed with poison by one");
    }

    @Test
    void aRetryMakesFailedAndCancelledBatchesClaimableAsIfNew() {
      CampaignId campaign = work.claimable(40, 10);
      work.handler.items = 40;
      work.plans.tolerate(campaign, 25);
      List<Batch> batches = claim("one", 4);
      work.record(batches.get(0), "one");
      work.ledger.fail(batches.get(1), "poison", "one");
      work.ledger.fail(batches.get(2), "poison", "one");

      assertThat(work.plans.retry(campaign)).isEqualTo(10);
      assertThat(work.record(batches.get(3), "one")).isEqualTo(REFUSED);
      assertThat(claim("two", 9))
          .hasSize(3)
          .allMatch(batch -> batch.attempt() == 1 && batch.leaseEpoch() > 1);
    }

    @Test
    void aZombieCanNeitherPostponeNorFail() {
      CampaignId campaign = work.claimable(10, 10);
      Batch dead = claim("one", 1).get(0);
      work.lose("one");
      claim("two", 1);
      work.ledger.postpone(dead, "late", Duration.ZERO, "one");
      work.ledger.fail(dead, "late", "one");
      assertThat(work.statuses(campaign)).containsExactly(BatchStatus.CLAIMED);
    }

    /** Else nobody would ever claim the rest. */
    @Test
    void aZombieThatFailsDoesNotHoldTheWorkOfOthers() {
      work.claimable(30, 10);
      Batch dead = claim("one", 1).get(0);
      work.lose("one");
      claim("two", 1);
      work.ledger.fail(dead, "late", "one");
      assertThat(claim("two", 5)).hasSize(2);
    }
  }
}
