package io.domainflow.execution;

import io.domainflow.database.Database;
import io.domainflow.database.Row;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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
  private static final String ALL = COLUMNS + " ORDER BY gone_at DESC NULLS FIRST, node LIMIT ?";

  private static final String ONE = COLUMNS + " WHERE node = ?";

  @Inject Database database;

  /**
   * The nodes that work, and behind them those that have gone in the last days, the last one first.
   * Attribute REQUIRED.
   *
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<NodeView> nodes(int limit) {
    return database.query(ALL, NodeQueries::view, limit);
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
