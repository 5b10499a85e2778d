package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.proxy.ProxyControl;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Campaigns are shown while others delete them, and by few statements. */
@ExtendWith(ArquillianExtension.class)
class CampaignListIT {

  private final ProxyControl proxy = ProxyControl.ofThisServer();

  @Inject CampaignsInStates campaigns;
  @Inject CampaignQueries queries;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(CampaignListIT.class)
        .addPackage(Eventually.class.getPackage())
        .addPackage(ProxyControl.class.getPackage());
  }

  @BeforeEach
  void beginWithNothing() {
    database.update("TRUNCATE campaigns CASCADE");
  }

  @AfterEach
  void disarm() {
    proxy.disarm();
  }

  private List<CampaignId> create(int count) {
    return Stream.generate(() -> campaigns.create(1)).limit(count).toList();
  }

  private CampaignPage page(int limit, @Nullable CampaignCursor after) {
    return queries.list(
        new CampaignFilter(null, null, null, CampaignSort.CREATED_ASCENDING, after, limit));
  }

  private static List<CampaignId> ids(CampaignPage page) {
    return page.campaigns().stream().map(CampaignView::id).toList();
  }

  /** What a reader sees whose second statement comes after the COMMIT of a deletion. */
  private void halfDelete(CampaignId id) {
    database.update("DELETE FROM generation_definitions WHERE campaign_id = ?", id);
  }

  @Test
  void aCampaignThatIsDeletedWhileItIsReadIsNotFound() {
    CampaignId id = create(1).get(0);
    halfDelete(id);
    assertThat(queries.find(id)).isEmpty();
  }

  @Test
  void aCampaignThatIsDeletedWhileAPageIsReadIsLeftOutAndThePagesGoOn() {
    List<CampaignId> all = create(5);
    halfDelete(all.get(1));
    CampaignPage first = page(2, null);
    assertThat(ids(first)).containsExactly(all.get(0));
    CampaignPage second = page(2, first.next());
    assertThat(ids(second)).containsExactly(all.get(2), all.get(3));
    CampaignPage last = page(2, second.next());
    assertThat(ids(last)).containsExactly(all.get(4));
    assertThat(last.next()).isNull();
  }

  @Test
  void aPageIsReadByAsManyStatementsAsASingleCampaign() {
    create(20);
    page(20, null);
    assertThat(statements(20)).isEqualTo(statements(1)).isPositive();
  }

  private long statements(int limit) {
    proxy.record();
    assertThat(page(limit, null).campaigns()).hasSize(limit);
    return proxy.recorded().stream().mapToLong(trip -> trip.statements().size()).sum();
  }
}
