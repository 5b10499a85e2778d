package io.domainflow.execution;

import io.domainflow.database.Database;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Keeps what PostgreSQL's planner knows of the tables of work up to date. A first campaign fills
 * them within seconds, autovacuum looks once a minute, and a prepared statement may keep the plan
 * that was right for an empty table until then. ANALYZE makes it plan anew. A precaution: no such
 * plan was seen, and the benchmark {@code execution} did not become faster.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WorkStatistics {

  /** Tables that have at least doubled since they were analyzed; small ones may be read whole. */
  private static final String GROWN =
      """
      SELECT CAST(relname AS text) AS name FROM pg_class
       WHERE oid IN (to_regclass('work_batches'), to_regclass('work_plans'))
         AND pg_relation_size(oid) / CAST(current_setting('block_size') AS bigint)
             > 2 * GREATEST(relpages, 16)
       ORDER BY relname
      """;

  @Inject Database database;

  /**
   * Analyzes the tables that have grown, unless somebody is at it. Costs one round trip otherwise.
   * Attribute NOT_SUPPORTED.
   *
   * @return the tables
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<String> refresh() {
    List<String> grown = database.query(GROWN, row -> row.text("name"));
    grown.forEach(table -> database.update("ANALYZE (SKIP_LOCKED) " + table));
    return grown;
  }
}
