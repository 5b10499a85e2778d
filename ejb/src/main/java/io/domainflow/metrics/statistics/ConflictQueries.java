package io.domainflow.metrics.statistics;

import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Tells where time is lost to attempts that were rolled back. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class ConflictQueries {

  private static final String COSTS =
      """
      SELECT operation_name, nullif(sql_state, '') AS sql_state, nullif(other, '') AS other,
             sum(attempts) AS attempts, sum(wasted_us) AS wasted
        FROM transaction_conflicts
       WHERE hour >= date_trunc('hour', CAST(? AS timestamptz), 'UTC') AND hour < ?
       GROUP BY 1, 2, 3
       ORDER BY wasted DESC, 1, 2, 3
       LIMIT ?
      """;

  @Inject Database database;

  /**
   * The most expensive first, in whole hours (UTC). Attribute REQUIRED.
   *
   * @param from a moment in the first hour
   * @param to the first moment that does not count
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<ConflictCost> costs(Instant from, Instant to, int limit) {
    return database.query(
        COSTS,
        row ->
            new ConflictCost(
                row.text("operation_name"),
                row.textOrNull("sql_state"),
                row.textOrNull("other"),
                row.number("attempts"),
                row.number("wasted")),
        from,
        to,
        limit);
  }
}
