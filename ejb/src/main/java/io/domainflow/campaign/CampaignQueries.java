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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
      SELECT id, name, type, status, version, total_items, processed_items, successful_items,
             failed_items, created_at, started_at, completed_at, error, source_id,
             tolerance_percent
        FROM campaigns JOIN work_plans ON work_plans.campaign_id = campaigns.id
       WHERE campaigns.id = ANY (CAST(string_to_array(?, ',') AS uuid[]))
      """;

  @PersistenceContext(unitName = "domainflow")
  EntityManager entityManager;

  @Inject CampaignTypes types;

  @Inject Database database;

  /**
   * The campaign, empty if there is none with the id, or if it is just being deleted. Attribute
   * REQUIRED.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<CampaignView> find(CampaignId id) {
    return Optional.ofNullable(entityManager.find(Campaign.class, id.value()))
        .flatMap(campaign -> views(List.of(campaign)).stream().findFirst());
  }

  /**
   * The campaign as the operation that runs has made it. (JPA would show one that it has read in
   * the same transaction before as it was then.) Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is none with the id
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public CampaignView findWithin(CampaignId id) {
    return findWithin(List.of(id)).get(0);
  }

  /**
   * The same for several campaigns, in the order of their ids here. Attribute MANDATORY.
   *
   * @throws CampaignNotFoundException if there is none with one of the ids
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public List<CampaignView> findWithin(List<CampaignId> ids) {
    String all = ids.stream().map(CampaignId::toString).collect(Collectors.joining(","));
    Map<CampaignId, CampaignView> views = new HashMap<>();
    described(database.query(WITHIN, CampaignQueries::undescribed, all))
        .forEach(view -> views.put(view.id(), view));
    return ids.stream()
        .map(
            id ->
                Optional.ofNullable(views.get(id))
                    .orElseThrow(() -> new CampaignNotFoundException(id)))
        .toList();
  }

  /** One page of campaigns, of which some may just have been deleted. Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public CampaignPage list(CampaignFilter filter) {
    List<Campaign> found = new CampaignPageQuery(filter).on(entityManager).getResultList();
    boolean isLast = found.size() <= filter.limit();
    List<Campaign> shown = isLast ? found : found.subList(0, filter.limit());
    return new CampaignPage(views(shown), isLast ? null : shown.get(filter.limit() - 1).cursor());
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

  private List<CampaignView> views(List<Campaign> campaigns) {
    return described(campaigns.stream().map(Campaign::undescribed).toList());
  }

  /**
   * The campaigns with their definitions, which are read by one statement for each type. One that
   * was deleted since the campaign was read is left out with it.
   */
  private List<CampaignView> described(List<CampaignView> campaigns) {
    Map<String, List<CampaignId>> byType =
        campaigns.stream()
            .collect(
                Collectors.groupingBy(
                    CampaignView::type, Collectors.mapping(CampaignView::id, Collectors.toList())));
    Map<CampaignId, Record> definitions = new HashMap<>();
    byType.forEach((type, ids) -> definitions.putAll(types.get(type).describe(ids)));
    return campaigns.stream()
        .flatMap(
            campaign ->
                Optional.ofNullable(definitions.get(campaign.id())).map(campaign::with).stream())
        .toList();
  }

  private static CampaignView undescribed(Row row) throws SQLException {
    return new CampaignView(
        row.campaign("id"),
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
        CampaignView.UNDESCRIBED);
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
