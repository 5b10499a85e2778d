package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.execution.WorkFixture;
import io.domainflow.execution.WorkNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node's own view of its lease; its timers are this test. */
class NodeLeasePostgresTest {

  private static final WorkSettings SETTINGS =
      new WorkSettings(
          "mine",
          3,
          WorkFixture.LEASE,
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          5,
          Duration.ofSeconds(1));

  private final WorkFixture fixture = new WorkFixture();
  private final List<WorkNodes.Extended> answers = new ArrayList<>();
  private final NodeLease lease =
      new NodeLease(fixture.nodes, SETTINGS, "1.0", () -> WorkFixture.REPORT, answers::add);

  @AfterEach
  void drop() {
    fixture.close();
  }

  private boolean isGone(String node) {
    return fixture
        .database
        .first(
            "SELECT gone_at IS NOT NULL AS gone FROM work_nodes WHERE node = ?",
            row -> row.flag("gone"),
            node)
        .orElseThrow();
  }

  @Test
  void joinsWithItsFirstBeatAndFollowsWhatTheOthersTell() {
    lease.beat();
    assertThat(isGone("mine")).isFalse();
    fixture.nodes.setWorkers("mine", 9);
    lease.beat();
    assertThat(answers)
        .extracting(WorkNodes.Extended::wantedWorkers)
        .containsExactly(WorkFixture.REPORT.workers(), 9);
  }

  /** After an outage it may be the first that is back, and all others seem to be late. */
  @Test
  void aNodeThatHasOnlyJustJoinedJudgesNobodyBeforeItsNextBeat() {
    fixture.claimable(1, 1);
    fixture.claims.claim("one", 1);
    fixture.expireLeaseOf("one");
    lease.beat();
    lease.recover();
    assertThat(isGone("one")).isFalse();
    lease.beat();
    lease.recover();
    assertThat(isGone("one")).isTrue();
    assertThat(fixture.claims.claim("two", 1)).hasSize(1);
  }

  @Test
  void aNodeThatWasLateJudgesNobodyBeforeItsNextBeat() {
    lease.beat();
    lease.beat();
    fixture.expireLeaseOf("mine");
    fixture.expireLeaseOf("one");
    lease.beat();
    lease.recover();
    assertThat(isGone("one")).isFalse();
    lease.beat();
    lease.recover();
    assertThat(isGone("one")).isTrue();
  }

  @Test
  void aNodeThatWasTakenForDeadGoesOnUnderAnotherNameAndJudgesNobodyAtFirst() {
    lease.beat();
    fixture.lose("mine");
    fixture.expireLeaseOf("one");
    lease.beat();
    assertThat(lease.name()).isEqualTo("mine.2");
    lease.recover();
    assertThat(isGone("one")).isFalse();
    lease.beat();
    lease.recover();
    assertThat(isGone("one")).isTrue();
    assertThat(isGone("mine.2")).isFalse();
  }

  @Test
  void takesBackTheBatchesOfAllCampaigns() {
    fixture.claimable(1, 1);
    fixture.claimable(1, 1);
    fixture.claims.claim("one", 2);
    fixture.expireLeaseOf("one");
    lease.beat();
    lease.beat();
    lease.recover();
    assertThat(fixture.claims.claim("two", 2)).hasSize(2);
  }

  @Test
  void aNodeThatLeavesHandsItsBatchesBackAndDoesNotComeBack() {
    lease.beat();
    fixture.claimable(1, 1);
    fixture.claims.claim("mine", 1);
    lease.leave();
    lease.beat();
    assertThat(isGone("mine")).isTrue();
    assertThat(lease.name()).isEqualTo("mine");
    assertThat(fixture.claims.claim("two", 1)).singleElement().matches(one -> one.attempt() == 1);
  }

  @Test
  void outlivesADatabaseThatIsAway() {
    lease.beat();
    fixture.database.update("ALTER TABLE work_nodes RENAME TO away");
    lease.beat();
    lease.recover();
    fixture.database.update("ALTER TABLE away RENAME TO work_nodes");
    lease.beat();
    assertThat(answers).hasSize(2);
  }
}
