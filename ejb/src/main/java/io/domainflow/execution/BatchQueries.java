package io.domainflow.execution;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;

/** Shows the batches of a campaign. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class BatchQueries {

  private static final String PAGE =
      """
      SELECT number, first_position, size, status, attempt, losses, successful, failed, missing,
             batch.node, lease_until, not_before, error, claimed_at, done_at
        FROM work_batches batch
        LEFT JOIN work_nodes owner ON owner.node = batch.node AND batch.status = 'CLAIMED'
       WHERE campaign_id = ? AND number > ?
       ORDER BY number
       LIMIT ?
      """;

  @Inject Database database;

  /**
   * The batches with a number above {@code afterNumber}, in order; -1 starts with the first.
   * Attribute REQUIRED.
   *
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<BatchView> batches(CampaignId id, long afterNumber, int limit) {
    return database.query(PAGE, BatchQueries::view, id, afterNumber, limit);
  }

  private static BatchView view(Row row) throws SQLException {
    return new BatchView(
        row.number("number"),
        row.number("first_position"),
        Math.toIntExact(row.number("size")),
        row.constant("status", BatchStatus.class),
        Math.toIntExact(row.number("attempt")),
        Math.toIntExact(row.number("losses")),
        new Tally(row.number("successful"), row.number("failed"), row.number("missing")),
        row.textOrNull("node"),
        row.instantOrNull("lease_until"),
        row.instantOrNull("not_before"),
        row.textOrNull("error"),
        row.instantOrNull("claimed_at"),
        row.instantOrNull("done_at"));
  }
}
