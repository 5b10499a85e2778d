package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that are taken or given back while somebody holds their campaign. */
class HeldCampaignPostgresTest {

  private final WorkFixture work = new WorkFixture();
  private final CampaignId held = work.claimable(2, 1);
  private final CampaignId other = work.claimable(1, 1);

  @BeforeEach
  void claim() {
    assertThat(work.claims.claim("one", 4)).hasSize(3);
    work.handler.held.add(held);
  }

  @AfterEach
  void drop() {
    work.close();
  }

  /** It keeps its claims, and tries again: nobody waits for whoever holds the campaign. */
  @Test
  void givesBackNothingOfACampaignThatSomebodyHolds() {
    assertThat(work.nodes.giveBack("one", Set.of(), Set.of()))
        .isEqualTo(new WorkNodes.GivenBack(1, 2));
    assertThat(work.nodes.giveBack("one", Set.of(), Set.of()))
        .isEqualTo(new WorkNodes.GivenBack(0, 2));
    assertThat(work.statuses(held)).containsOnly(BatchStatus.CLAIMED);
    assertThat(work.statuses(other)).containsOnly(BatchStatus.READY);
    work.handler.held.clear();
    assertThat(work.nodes.giveBack("one", Set.of(), Set.of()))
        .isEqualTo(new WorkNodes.GivenBack(2, 0));
  }

  /** Whoever holds a campaign only holds up its own batches; those are waited for at last. */
  @Test
  void takesBackFirstWhatNobodyHolds() {
    work.expireLeaseOf("one");
    assertThat(work.nodes.recover("two")).isEqualTo(1);
    assertThat(work.statuses(other)).containsOnly(BatchStatus.READY);
    assertThat(work.nodes.recover("two")).isEqualTo(2);
    assertThat(work.nodes.isAnyLost("two")).isFalse();
  }
}
