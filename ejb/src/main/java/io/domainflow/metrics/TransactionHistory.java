package io.domainflow.metrics;

import io.domainflow.CampaignId;
import io.domainflow.metrics.TransactionFilter.Position;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Shows the recorded operations one by one. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class TransactionHistory {

  @PersistenceContext(unitName = "domainflow")
  EntityManager entityManager;

  /** One page, the latest first. Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<TransactionRecord> list(TransactionFilter filter) {
    CriteriaBuilder builder = entityManager.getCriteriaBuilder();
    CriteriaQuery<TransactionMetric> query = builder.createQuery(TransactionMetric.class);
    Root<TransactionMetric> row = query.from(TransactionMetric.class);
    query
        .where(conditions(filter, builder, row).toArray(new Predicate[0]))
        .orderBy(builder.desc(row.get("createdAt")), builder.desc(row.get("id")));
    TypedQuery<TransactionMetric> page = entityManager.createQuery(query);
    return page.setMaxResults(filter.limit()).getResultList().stream()
        .map(TransactionMetric::view)
        .toList();
  }

  private static List<Predicate> conditions(
      TransactionFilter filter, CriteriaBuilder builder, Root<TransactionMetric> row) {
    List<Predicate> conditions = new ArrayList<>();
    Path<Instant> endedAt = row.get("createdAt");
    CampaignId campaign = filter.campaign();
    Instant from = filter.from();
    Instant to = filter.to();
    Position after = filter.after();
    if (filter.operation() != null) {
      conditions.add(builder.equal(row.get("operation"), filter.operation()));
    }
    if (campaign != null) {
      conditions.add(builder.equal(row.get("campaign"), campaign.value()));
    }
    if (filter.success() != null) {
      conditions.add(builder.equal(row.get("success"), filter.success()));
    }
    if (from != null) {
      conditions.add(builder.greaterThanOrEqualTo(endedAt, from));
    }
    if (to != null) {
      conditions.add(builder.lessThan(endedAt, to));
    }
    if (after != null) {
      Path<UUID> id = row.get("id");
      conditions.add(builder.lessThanOrEqualTo(endedAt, after.endedAt())); // Serves the index.
      conditions.add(
          builder.or(builder.lessThan(endedAt, after.endedAt()), builder.lessThan(id, after.id())));
    }
    return conditions;
  }
}
