package io.domainflow.execution;

import io.domainflow.database.Database;
import io.domainflow.database.Row;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows the nodes. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class NodeQueries {

  private static final String COLUMNS =
      """
      SELECT node, version, gone_at IS NULL AND lease_until >= clock_timestamp() AS alive, workers,
             wanted_workers, in_flight, recorded, refused, started_at, last_heartbeat_at,
             lease_until, gone_at
        FROM work_nodes
      """;

  /** Those that work first, in the order of their names. */
  private static final String ORDER = " ORDER BY gone_at DESC NULLS FIRST, node LIMIT ?";

  private static final String ALL = COLUMNS + ORDER;

  private static final String BEHIND_ONE_THAT_WORKS =
      COLUMNS + " WHERE gone_at IS NOT NULL OR node > ?" + ORDER;

  private static final String BEHIND_ONE_THAT_HAS_GONE =
      COLUMNS + " WHERE gone_at < ? OR (gone_at = ? AND node > ?)" + ORDER;

  private static final String ONE = COLUMNS + " WHERE node = ?";

  @Inject Database database;

  /**
   * The nodes that work, and behind them those that have gone in the last days, the last one first.
   * One that goes while pages are read may be in two of them. Attribute REQUIRED.
   *
   * @param after the last node of the page before; null for the first page
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<NodeView> nodes(@Nullable NodeCursor after, int limit) {
    if (after == null) {
      return database.query(ALL, NodeQueries::view, limit);
    }
    Instant goneAt = after.goneAt();
    return goneAt == null
        ? database.query(BEHIND_ONE_THAT_WORKS, NodeQueries::view, after.node(), limit)
        : database.query(
            BEHIND_ONE_THAT_HAS_GONE, NodeQueries::view, goneAt, goneAt, after.node(), limit);
  }

  /** One node, empty if it is not known (any more). Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<NodeView> find(String node) {
    return database.first(ONE, NodeQueries::view, node);
  }

  private static NodeView view(Row row) throws SQLException {
    return new NodeView(
        row.text("node"),
        row.text("version"),
        row.flag("alive"),
        Math.toIntExact(row.number("workers")),
        Math.toIntExact(row.number("wanted_workers")),
        Math.toIntExact(row.number("in_flight")),
        row.number("recorded"),
        row.number("refused"),
        row.instant("started_at"),
        row.instant("last_heartbeat_at"),
        row.instant("lease_until"),
        row.instantOrNull("gone_at"));
  }
}
