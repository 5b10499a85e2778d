package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.StateEvent;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows campaigns and their history. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class CampaignQueries {

  private static final String EVENTS =
      """
      SELECT sequence, from_status, to_status, actor, reason, cause, occurred_at
        FROM campaign_state_events
       WHERE campaign_id = ? AND sequence > ?
       ORDER BY sequence
       LIMIT ?
      """;

  private static final String WITHIN =
      """
      SELECT name, type, status, version, total_items, processed_items, successful_items,
             failed_items, created_at, started_at, completed_at, error, source_id,
             tolerance_percent
        FROM campaigns JOIN work_plans ON work_plans.campaign_id = campaigns.id
       WHERE campaigns.id = ?
      """;

  @PersistenceContext(unitName = "domainflow")
  EntityManager entityManager;

  @Inject CampaignTypes types;

  @Inject Database database;

  /** The campaign, empty if there is none with the id. Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<CampaignView> find(CampaignId id) {
    return Optional.ofNullable(entityManager.find(Campaign.class, id.value())).map(this::view);
  }

  /**
   * The campaign as the operation that runs has made it. (JPA would read over a connection of its
   * own, on which nothing of that can be seen.) Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is none with the id
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public CampaignView findWithin(CampaignId id) {
    Record definition = types.of(id).describe(id);
    return database
        .first(WITHIN, row -> view(id, row, definition), id)
        .orElseThrow(() -> new CampaignNotFoundException(id));
  }

  private static CampaignView view(CampaignId id, Row row, Record definition) throws SQLException {
    return new CampaignView(
        id,
        row.text("name"),
        row.text("type"),
        row.constant("status", CampaignStatus.class),
        row.number("version"),
        row.number("total_items"),
        row.number("processed_items"),
        row.number("successful_items"),
        row.number("failed_items"),
        row.instant("created_at"),
        row.instantOrNull("started_at"),
        row.instantOrNull("completed_at"),
        row.textOrNull("error"),
        row.campaignOrNull("source_id"),
        Math.toIntExact(row.number("tolerance_percent")),
        definition);
  }

  /** One page of campaigns. Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<CampaignView> list(CampaignFilter filter) {
    return new CampaignPageQuery(filter)
        .on(entityManager).getResultList().stream().map(this::view).toList();
  }

  /**
   * The history of a campaign after {@code afterSequence}, in order; 0 starts with its creation. A
   * deleted campaign still has its history; a campaign that never existed has none. Attribute
   * REQUIRED.
   *
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<StateEvent> events(CampaignId id, long afterSequence, int limit) {
    return database.query(EVENTS, CampaignQueries::event, id, afterSequence, limit);
  }

  private CampaignView view(Campaign campaign) {
    return campaign.view(types.get(campaign.type()).describe(campaign.id()));
  }

  private static StateEvent event(Row row) throws SQLException {
    return new StateEvent(
        row.number("sequence"),
        status(row.textOrNull("from_status")),
        status(row.textOrNull("to_status")),
        row.text("actor"),
        row.text("reason"),
        row.textOrNull("cause"),
        row.instant("occurred_at"));
  }

  private static @Nullable CampaignStatus status(@Nullable String name) {
    return name == null ? null : CampaignStatus.valueOf(name);
  }
}
