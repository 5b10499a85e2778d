package io.domainflow.campaign.refusal;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows refusals, of deleted campaigns too. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class RefusalQueries {

  private static final String PAGE =
      """
      SELECT number, kind, operation, actor, current_status, current_version, wanted_status,
             expected_version, refused_at
        FROM campaign_refusals
       WHERE campaign_id = ? AND number > ?
       ORDER BY number
       LIMIT ?
      """;

  @Inject Database database;

  /**
   * The refusals of a campaign behind {@code afterNumber}, in the order in which they were
   * recorded; 0 starts with the first. Attribute REQUIRED.
   *
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<Refusal> refusals(CampaignId id, long afterNumber, int limit) {
    return database.query(PAGE, RefusalQueries::refusal, id, afterNumber, limit);
  }

  private static Refusal refusal(Row row) throws SQLException {
    return new Refusal(
        row.number("number"),
        row.constant("kind", RefusedChange.Kind.class),
        row.text("operation"),
        row.text("actor"),
        row.constant("current_status", CampaignStatus.class),
        row.number("current_version"),
        status(row.textOrNull("wanted_status")),
        version(row.textOrNull("expected_version")),
        row.instant("refused_at"));
  }

  private static @Nullable CampaignStatus status(@Nullable String name) {
    return name == null ? null : CampaignStatus.valueOf(name);
  }

  private static @Nullable Long version(@Nullable String number) {
    return number == null ? null : Long.valueOf(number);
  }
}
