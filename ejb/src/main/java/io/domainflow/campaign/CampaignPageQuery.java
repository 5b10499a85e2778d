package io.domainflow.campaign;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts the query of one page of campaigns together: its conditions, its keyset and its order. */
final class CampaignPageQuery {

  private final CampaignFilter filter;
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> parameters = new HashMap<>();

  CampaignPageQuery(CampaignFilter filter) {
    this.filter = filter;
    Optional.ofNullable(filter.type()).ifPresent(type -> where("c.type = :type", "type", type));
    Optional.ofNullable(filter.status())
        .ifPresent(status -> where("c.status = :status", "status", status));
    Optional.ofNullable(filter.nameContains())
        .ifPresent(
            text ->
                where("LOCATE(:text, LOWER(c.name)) > 0", "text", text.toLowerCase(Locale.ROOT)));
    Optional.ofNullable(filter.after()).ifPresent(this::after);
  }

  /** One campaign more than the page holds: so the last page is known to be the last. */
  TypedQuery<Campaign> on(EntityManager entityManager) {
    TypedQuery<Campaign> query =
        entityManager.createQuery(jpql(), Campaign.class).setMaxResults(filter.limit() + 1);
    parameters.forEach(query::setParameter);
    return query;
  }

  private String jpql() {
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    String direction = filter.sort().isAscending() ? "" : " DESC";
    return "SELECT c FROM Campaign c"
        + where
        + " ORDER BY c."
        + filter.sort().attribute()
        + direction
        + ", c.id"
        + direction;
  }

  private void after(CampaignCursor cursor) {
    String key = "c." + filter.sort().attribute();
    String beyond = filter.sort().isAscending() ? " > " : " < ";
    conditions.add("(" + key + beyond + ":key OR (" + key + " = :key AND c.id" + beyond + ":id))");
    parameters.put("key", filter.sort().isByName() ? cursor.name() : cursor.createdAt());
    parameters.put("id", cursor.id().value());
  }

  private void where(String condition, String parameter, Object value) {
    conditions.add(condition);
    parameters.put(parameter, value);
  }
}
