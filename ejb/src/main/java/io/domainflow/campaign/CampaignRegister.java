package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.execution.WorkPlans;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** The rows of campaigns: steps of the operations that create and delete them. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class CampaignRegister {

  private static final String SOURCE = "sourceCampaignId";

  private static final String ADD_DEPENDENT =
      """
      UPDATE campaigns SET dependents = dependents + 1 WHERE id = ?
      RETURNING status, total_items - failed_items AS possible, successful_items AS successful
      """;

  @Inject Database database;

  @Inject CampaignTypes types;

  @Inject WorkPlans plans;

  @Inject DependentCampaigns dependents;

  /** Stores a campaign, which is PENDING. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void insert(CampaignId id, String name, String type) {
    database.write(
        """
        INSERT INTO campaigns (id, name, type, status, version, total_items, created_at)
        VALUES (?, ?, ?, 'PENDING', 1, 0, clock_timestamp())
        """,
        id,
        name,
        type);
  }

  /**
   * Stores a campaign's definition and plans the work that it comes to. Attribute MANDATORY.
   *
   * @throws InvalidRequestException if the type refuses the definition, or the source
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public <D extends Record> void plan(CampaignId id, CampaignRequest<D> request) {
    PlannedWork work = request.type().create(id, request.definition());
    database.write(
        "UPDATE campaigns SET total_items = ? WHERE id = ?", plan(id, request, work), id);
    if (request.tolerancePercent() > 0) {
      plans.tolerate(id, request.tolerancePercent());
    }
  }

  private long plan(CampaignId id, CampaignRequest<?> request, PlannedWork work) {
    if (work instanceof PlannedWork.SourceResults) {
      return follow(id, request);
    }
    if (work instanceof PlannedWork.Positions own) {
      if (request.source() != null) {
        throw new InvalidRequestException(SOURCE, "is not for " + request.type().name());
      }
      plans.create(id, own.items(), own.batchSize());
      return own.items();
    }
    throw new IllegalStateException("unknown work " + work);
  }

  /** Returns how many items the source may still come to. It stays locked, see the plans. */
  private long follow(CampaignId id, CampaignRequest<?> request) {
    CampaignId source = request.source();
    if (source == null) {
      throw new InvalidRequestException(
          SOURCE, "must name the campaign whose results " + request.type().name() + " works on");
    }
    Source found =
        database
            .first(ADD_DEPENDENT, CampaignRegister::source, source)
            .orElseThrow(
                () -> new InvalidRequestException(SOURCE, "there is no campaign " + source));
    plans.createDependent(id, source, found.open());
    return found.items();
  }

  private record Source(boolean open, long items) {}

  private static Source source(Row row) throws SQLException {
    CampaignStatus status = row.constant("status", CampaignStatus.class);
    boolean open = !status.isClosed();
    return new Source(open, row.number(open ? "possible" : "successful"));
  }

  /**
   * Makes work that failed claimable again; what counted as failed with it is no longer done, and
   * campaigns that work on the results may expect it again. Attribute MANDATORY.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void revive(CampaignId id, String actor) {
    long uncounted = plans.retry(id);
    if (uncounted > 0) {
      database.update(
          """
          UPDATE campaigns
             SET failed_items = failed_items - ?, processed_items = processed_items - ?
           WHERE id = ?
          """,
          uncounted,
          uncounted,
          id);
      dependents.lose(id, -uncounted, actor);
    }
  }

  /** Deletes what the campaign's type has stored for it. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void deleteResults(CampaignId id) {
    types.of(id).delete(id);
  }

  /** Deletes a campaign's row, and all rows that belong to it alone. Attribute MANDATORY. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void delete(CampaignId id) {
    plans.delete(id);
    database.write("DELETE FROM campaigns WHERE id = ?", id);
  }
}
