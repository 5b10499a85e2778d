package io.domainflow.generation;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** Shows the names that a campaign has generated so far. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class GeneratedDomains {

  private static final String PAGE =
      """
      SELECT "offset", name FROM generated_domains
       WHERE campaign_id = ? AND "offset" > ?
       ORDER BY "offset"
       LIMIT ?
      """;

  @Inject Database database;

  /**
   * The names with an offset above {@code afterOffset}, in the order of their offsets; -1 starts
   * with the first. Names that are stored later have higher offsets than all that are there, so
   * pages read while the campaign runs miss none and repeat none. Attribute REQUIRED: one short
   * transaction a page.
   *
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<GeneratedDomain> page(CampaignId id, long afterOffset, int limit) {
    return database.query(
        PAGE,
        row -> new GeneratedDomain(row.number("offset"), row.text("name")),
        id,
        afterOffset,
        limit);
  }
}
