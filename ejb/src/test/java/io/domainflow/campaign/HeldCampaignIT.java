package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.BatchStatus;
import io.domainflow.execution.WorkNodes;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.WorkInvariants;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody holds the row of one campaign for long: that is nothing to the others. */
@ExtendWith(ArquillianExtension.class)
class HeldCampaignIT {

  private static final String OWNER = "owner";

  @Inject RacedCampaigns campaigns;
  @Inject WorkNodes nodes;
  @Inject BatchClaims claims;
  @Inject Database database;
  @Inject OtherSessions others;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(HeldCampaignIT.class).addClass(WorkInvariants.class);
  }

  @BeforeEach
  void beginWithNothing() {
    campaigns.clear();
    nodes.join(OWNER, "test", 1, Duration.ofHours(1));
  }

  @AfterEach
  void leaveNothingAtOdds() {
    campaigns.assertNothingAtOdds();
  }

  /** The older one, which would come first. */
  private CampaignId held(OtherSession other) throws Exception {
    CampaignId held = campaigns.started(1);
    campaigns.started(1);
    List<Batch> claimed = claims.claim(OWNER, 2);
    assertThat(claimed).hasSize(2);
    other.execute("BEGIN", "SELECT FROM campaigns WHERE id = '" + held + "' FOR UPDATE");
    return held;
  }

  private List<BatchStatus> statuses(CampaignId held) {
    return database.query(
        "SELECT status FROM work_batches ORDER BY campaign_id <> ?",
        row -> row.constant("status", BatchStatus.class),
        held);
  }

  @Test
  void batchesOfOthersAreTakenBackFromALostNode() throws Exception {
    try (OtherSession other = others.open()) {
      CampaignId held = held(other);
      database.update("UPDATE work_nodes SET lease_until = now() - interval '1 hour'");
      assertThat(nodes.recover("another")).isEqualTo(1);
      assertThat(statuses(held)).containsExactly(BatchStatus.CLAIMED, BatchStatus.READY);
      other.execute("ROLLBACK");
      assertThat(nodes.recover("another")).isEqualTo(1);
      assertThat(statuses(held)).containsOnly(BatchStatus.READY);
    }
  }

  @Test
  void batchesOfOthersAreGivenBack() throws Exception {
    try (OtherSession other = others.open()) {
      CampaignId held = held(other);
      assertThat(nodes.giveBack(OWNER, Set.of(), Set.of()).batches()).isEqualTo(1);
      assertThat(statuses(held)).containsExactly(BatchStatus.CLAIMED, BatchStatus.READY);
      other.execute("ROLLBACK");
      assertThat(nodes.giveBack(OWNER, Set.of(), Set.of()).batches()).isEqualTo(1);
      assertThat(statuses(held)).containsOnly(BatchStatus.READY);
    }
  }
}
