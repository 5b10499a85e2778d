package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignsInStates;
import io.domainflow.campaign.state.Control;
import io.domainflow.config.NodeName;
import io.domainflow.database.Database;
import io.domainflow.database.SchemaMigration;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.annotation.Resource;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that has no connection left, among others that have. */
@ExtendWith(ArquillianExtension.class)
class ExhaustedPoolIT {

  private static final String OTHER = "another";
  private static final int POOL = 32;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  DataSource dataSource;

  @Inject NodeName node;
  @Inject WorkNodes nodes;
  @Inject NodeQueries known;
  @Inject BatchClaims claims;
  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject Database database;
  @Inject OtherSessions sessions;
  @Inject Event<WorkReleased> released;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(ExhaustedPoolIT.class)
        .addPackage(Eventually.class.getPackage())
        .addClass(CampaignsInStates.class);
  }

  /** Whoever waits for a connection gives up after five seconds: so would each heartbeat. */
  @Test
  void keepsItsLeaseAndItsBatchesForLongerThanTheLeaseLasts() throws SQLException {
    letNodeOnlyLive();
    claimForNode();
    try (OtherSession other = sessions.open()) {
      List<Connection> pool = new ArrayList<>();
      try {
        exhaust(pool);
        String end = other.texts(ofNode("(lease_until + interval '1 second')::text")).get(0);
        Eventually.within(PATIENCE)
            .holds(
                "a lease has run out that was not extended meanwhile",
                () -> {
                  judge();
                  return other.number("SELECT (clock_timestamp() > '" + end + "')::int") == 1;
                });
        assertThat(other.texts(ofNode("gone_at IS NULL AND lease_until > clock_timestamp()")))
            .as("the lease is held")
            .containsExactly("t");
        assertThat(other.texts("SELECT concat_ws(' ', status, node, losses) FROM work_batches"))
            .containsExactly("CLAIMED " + node.value() + " 0");
      } finally {
        for (Connection connection : pool) {
          connection.close();
        }
      }
    }
  }

  /** It claims nothing, and goes on with its heartbeat. */
  private void letNodeOnlyLive() {
    Eventually.within(PATIENCE).holds("it has joined", () -> known.find(node.value()).isPresent());
    nodes.setWorkers(node.value(), 0);
    Eventually.within(PATIENCE)
        .holds(
            "it has no workers",
            () -> known.find(node.value()).filter(found -> found.workers() == 0).isPresent());
  }

  private void claimForNode() {
    orchestrator.start(campaigns.create(1), Control.by("tester"));
    assertThat(claims.claim(node.value(), 1)).hasSize(1);
  }

  /** Until one is waited for in vain: then all are held here, whoever had them before. */
  private void exhaust(List<Connection> pool) {
    try {
      while (true) {
        pool.add(dataSource.getConnection());
      }
    } catch (SQLException exhausted) {
      assertThat(pool).hasSize(POOL);
    }
  }

  /** As each other node does, time and again. */
  @SuppressWarnings("UnnecessaryAssignment") // No container injects into the other.
  private void judge() {
    database.withoutPool(
        direct -> {
          WorkNodes others = new WorkNodes();
          others.database = direct;
          others.handler = new RecordingHandler();
          others.released = released;
          others.recover(OTHER);
        });
  }

  private String ofNode(String expression) {
    return "SELECT " + expression + " FROM work_nodes WHERE node = '" + node.value() + "'";
  }
}
