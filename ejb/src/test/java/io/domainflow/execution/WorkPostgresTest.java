package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.database.DatabaseOutsideContainer;
import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Claims, leases and records on a real PostgreSQL, each statement in a transaction of its own. */
@SuppressWarnings("UnnecessaryAssignment") // No container injects here.
class WorkPostgresTest {

  private final RecordingHandler handler = new RecordingHandler();
  private final BatchClaims claims = new BatchClaims();
  private final BatchLedger ledger = new BatchLedger();
  private final WorkPlans plans = new WorkPlans();
  private TestDatabase server;
  private Database database;

  @BeforeEach
  void wire() {
    server = TestDatabase.createMigrated();
    database = DatabaseOutsideContainer.on(server.dataSource());
    claims.database = database;
    claims.handler = handler;
    plans.database = database;
    ledger.database = database;
    ledger.handler = handler;
    ledger.plans = plans;
  }

  @AfterEach
  void drop() {
    server.close();
  }

  private static WorkSettings node(String name, Duration lease) {
    return new WorkSettings(
        name, 4, lease, lease.dividedBy(3), Duration.ofMillis(10), 3, Duration.ofMillis(1));
  }

  private static final WorkSettings ONE = node("one", Duration.ofMinutes(1));
  private static final WorkSettings TWO = node("two", Duration.ofMinutes(1));

  private CampaignId plan(long items, int batchSize) {
    CampaignId campaign = CampaignId.create();
    database.update(
        """
        INSERT INTO campaigns (id, name, type, status, version, total_items, created_at)
        VALUES (?, 'work', 'DOMAIN_GENERATION', 'RUNNING', 1, ?, clock_timestamp())
        """,
        campaign,
        items);
    plans.create(campaign, items, batchSize);
    return campaign;
  }

  private CampaignId claimable(long items, int batchSize) {
    CampaignId campaign = plan(items, batchSize);
    database.update("UPDATE work_plans SET claimable = true WHERE campaign_id = ?", campaign);
    return campaign;
  }

  private void expireLeases() {
    database.update("UPDATE work_batches SET lease_until = clock_timestamp() - interval '1 s'");
  }

  private List<BatchStatus> statuses(CampaignId campaign) {
    return database.query(
        "SELECT status FROM work_batches WHERE campaign_id = ? ORDER BY number",
        row -> row.constant("status", BatchStatus.class),
        campaign);
  }

  private Recording all(Batch batch) {
    return () -> new Tally(batch.size(), 0, 0);
  }

  @Nested
  class Claiming {

    @Test
    void cutsTheWholePlanIntoBatchesWithoutGapOrOverlap() {
      claimable(25, 10);
      assertThat(claims.claim(ONE, 100))
          .extracting(Batch::number, Batch::firstPosition, Batch::size)
          .containsExactly(tuple(0L, 0L, 10L), tuple(1L, 10L, 10L), tuple(2L, 20L, 5L));
      assertThat(claims.claim(TWO, 100)).isEmpty();
    }

    @Test
    void takesNoMoreThanAskedFor() {
      claimable(100, 1);
      assertThat(claims.claim(ONE, 3)).hasSize(3);
    }

    @Test
    void findsNothingInPlansThatAreNotReleased() {
      plan(10, 1);
      assertThat(claims.claim(ONE, 10)).isEmpty();
    }

    @Test
    void servesPlansInTurn() {
      CampaignId huge = claimable(1_000, 1);
      claims.claim(ONE, 5);
      CampaignId small = claimable(2, 1);
      assertThat(claims.claim(ONE, 4))
          .extracting(Batch::campaign)
          .containsExactlyInAnyOrder(small, huge, small, huge);
    }

    @Test
    void announcesTheFirstBatchOnly() {
      claimable(3, 1);
      claims.claim(ONE, 1);
      claims.claim(TWO, 2);
      assertThat(handler.told).containsExactly("started by one");
    }

    @Test
    void skipsPlansThatAnotherTransactionHolds() throws SQLException {
      claimable(3, 1);
      try (Connection other = server.dataSource().getConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT 1 FROM work_plans FOR UPDATE");
        assertThat(claims.claim(ONE, 1)).isEmpty();
        other.rollback();
      }
      assertThat(claims.claim(ONE, 1)).hasSize(1);
    }
  }

  @Nested
  class AfterALeaseHasRunOut {

    private final Recording nothing =
        () -> {
          throw new AssertionError("a zombie must write nothing");
        };

    @Test
    void anyNodeClaimsTheBatchAgainAndTheFormerOwnerRecordsNothing() {
      CampaignId campaign = claimable(10, 10);
      Batch dead = claims.claim(ONE, 1).get(0);
      assertThat(claims.claim(TWO, 1)).isEmpty();
      expireLeases();

      Batch taken = claims.claim(TWO, 1).get(0);
      assertThat(taken.leaseEpoch()).isEqualTo(dead.leaseEpoch() + 1);
      assertThat(taken.attempt()).isEqualTo(2);
      assertThat(taken.firstPosition()).isEqualTo(dead.firstPosition());
      assertThat(ledger.record(dead, nothing, "one")).isInstanceOf(RecordOutcome.Refused.class);
      assertThat(ledger.record(taken, all(taken), "two")).isEqualTo(new RecordOutcome.Recorded(0));
      assertThat(statuses(campaign)).containsExactly(BatchStatus.DONE);
      assertThat(handler.told).containsExactly("started by one", "recorded 10 by two");
    }

    @Test
    void aBatchOfAPausedPlanIsClaimedToo() {
      CampaignId campaign = claimable(10, 5);
      claims.claim(ONE, 1);
      plans.hold(campaign);
      expireLeases();
      assertThat(claims.claim(TWO, 5)).hasSize(1);
    }

    @Test
    void aHeartbeatInTimeKeepsTheBatch() {
      claimable(10, 10);
      List<Batch> mine = claims.claim(ONE, 1);
      expireLeases();
      assertThat(claims.heartbeat(ONE, mine)).isEqualTo(1);
      assertThat(claims.claim(TWO, 1)).isEmpty();
    }

    @Test
    void aHeartbeatDoesNotKeepWhatTheNodeHasGivenUp() {
      claimable(20, 10);
      List<Batch> mine = claims.claim(ONE, 2);
      expireLeases();
      assertThat(claims.heartbeat(ONE, mine.subList(0, 1))).isEqualTo(1);
      assertThat(claims.claim(TWO, 5))
          .singleElement()
          .satisfies(taken -> assertThat(taken.number()).isEqualTo(mine.get(1).number()));
    }

    @Test
    void aHeartbeatOfAZombieExtendsNothing() {
      claimable(10, 10);
      List<Batch> dead = claims.claim(ONE, 1);
      expireLeases();
      claims.claim(TWO, 1);
      assertThat(claims.heartbeat(ONE, dead)).isZero();
    }
  }

  @Nested
  class Recordings {

    @Test
    void aBatchIsRecordedOnce() {
      claimable(10, 10);
      Batch batch = claims.claim(ONE, 1).get(0);
      assertThat(ledger.record(batch, all(batch), "one"))
          .isInstanceOf(RecordOutcome.Recorded.class);
      assertThat(ledger.record(batch, all(batch), "one")).isInstanceOf(RecordOutcome.Refused.class);
    }

    @Test
    void aTallyThatDoesNotCoverTheBatchIsADefect() {
      claimable(10, 10);
      Batch batch = claims.claim(ONE, 1).get(0);
      assertThatThrownBy(() -> ledger.record(batch, () -> new Tally(9, 0, 0), "one"))
          .isInstanceOf(IncompleteRecordException.class);
    }

    @Test
    void aCancelledBatchCannotBeRecorded() {
      CampaignId campaign = claimable(20, 10);
      Batch batch = claims.claim(ONE, 1).get(0);
      plans.cancel(campaign);
      assertThat(ledger.record(batch, all(batch), "one")).isInstanceOf(RecordOutcome.Refused.class);
      assertThat(claims.claim(ONE, 5)).isEmpty();
      assertThat(statuses(campaign)).containsExactly(BatchStatus.CANCELLED);
    }

    @Test
    void positionsThatDoNotExistAreCutOffOnce() {
      CampaignId campaign = claimable(100, 10);
      claims.claim(ONE, 3);
      ledger.shorten(campaign, "one");
      ledger.shorten(campaign, "one");
      assertThat(handler.told).containsExactly("started by one", "shortened by 70");
      assertThat(claims.claim(ONE, 5)).isEmpty();
    }
  }

  @Nested
  class Failures {

    @Test
    void aPostponedBatchIsClaimedAgainAfterItsDelay() {
      claimable(10, 10);
      Batch batch = claims.claim(ONE, 1).get(0);
      ledger.postpone(batch, "no luck", Duration.ofHours(1), "one");
      assertThat(claims.claim(ONE, 1)).isEmpty();
      database.update("UPDATE work_batches SET not_before = clock_timestamp()");
      assertThat(claims.claim(ONE, 1))
          .singleElement()
          .satisfies(again -> assertThat(again.attempt()).isEqualTo(2));
    }

    @Test
    void aPostponedBatchAnnouncesTheStartAfterARelease() {
      CampaignId campaign = claimable(10, 10);
      Batch batch = claims.claim(ONE, 1).get(0);
      ledger.postpone(batch, "no luck", Duration.ZERO, "one");
      database.update("UPDATE work_plans SET started = false WHERE campaign_id = ?", campaign);
      assertThat(claims.claim(TWO, 1)).hasSize(1);
      assertThat(handler.told)
          .containsExactly("started by one", "postponed by one", "started by two");
    }

    @Test
    void aBatchThatFailsForGoodEndsAllWorkOfItsCampaign() {
      CampaignId campaign = claimable(30, 10);
      List<Batch> batches = claims.claim(ONE, 2);
      ledger.fail(batches.get(0), "poison", "one");
      assertThat(statuses(campaign)).containsExactly(BatchStatus.FAILED, BatchStatus.CANCELLED);
      assertThat(claims.claim(ONE, 5)).isEmpty();
      assertThat(ledger.record(batches.get(1), all(batches.get(1)), "one"))
          .isInstanceOf(RecordOutcome.Refused.class);
      assertThat(handler.told).containsExactly("started by one", "failed with poison by one");
    }

    @Test
    void aZombieCanNeitherPostponeNorFail() {
      CampaignId campaign = claimable(10, 10);
      Batch dead = claims.claim(ONE, 1).get(0);
      expireLeases();
      claims.claim(TWO, 1);
      ledger.postpone(dead, "late", Duration.ZERO, "one");
      ledger.fail(dead, "late", "one");
      assertThat(statuses(campaign)).containsExactly(BatchStatus.CLAIMED);
      assertThat(handler.told).containsExactly("started by one");
    }

    /** Else nobody would ever claim the rest. */
    @Test
    void aZombieThatFailsDoesNotHoldTheWorkOfOthers() {
      claimable(30, 10);
      Batch dead = claims.claim(ONE, 1).get(0);
      expireLeases();
      claims.claim(TWO, 1);
      ledger.fail(dead, "late", "one");
      assertThat(claims.claim(TWO, 5)).hasSize(2);
    }
  }
}
