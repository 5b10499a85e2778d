package io.domainflow.execution.benchmark;

import io.domainflow.testing.TestDatabase;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The baseline: plain JDBC on one connection that claims and records batches by the statements that
 * it takes at least, in two transactions for each group, on tables of the product's shape and with
 * its indexes.
 */
final class PlainLoop implements AutoCloseable {

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE plain_campaigns (LIKE campaigns INCLUDING DEFAULTS INCLUDING INDEXES)",
          """
          CREATE TABLE plain_plans (LIKE work_plans
            INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING GENERATED) WITH (fillfactor = 20)
          """,
          """
          CREATE TABLE plain_batches (LIKE work_batches INCLUDING DEFAULTS INCLUDING INDEXES)
          WITH (fillfactor = 80)
          """);

  private static final String CAMPAIGN =
      """
      INSERT INTO plain_campaigns (id, name, type, status, version, total_items, created_at)
      VALUES (?, 'plain', 'EMPTY', 'RUNNING', 1, ?, clock_timestamp())
      """;

  private static final String PLAN =
      """
      INSERT INTO plain_plans (campaign_id, end_position, batch_size, claimable)
      VALUES (?, ?, 1, true)
      """;

  private static final String CLAIM =
      """
      WITH served AS (
        SELECT campaign_id, next_batch, LEAST(?, end_position - next_position) AS count
          FROM plain_plans
         WHERE claimable AND next_position < end_position
         ORDER BY last_claimed_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED),
      advanced AS (
        UPDATE plain_plans plan
           SET next_batch = plan.next_batch + served.count,
               next_position = plan.next_position + served.count,
               last_claimed_at = clock_timestamp()
          FROM served WHERE plan.campaign_id = served.campaign_id)
      INSERT INTO plain_batches
             (campaign_id, number, first_position, size, status, attempt, lease_epoch, node,
              claimed_at)
      SELECT campaign_id, number, number, 1, 'CLAIMED', 1, 1, 'plain', clock_timestamp()
        FROM served, generate_series(next_batch, next_batch + count - 1) AS number
      RETURNING number
      """;

  private static final String RECORD =
      """
      UPDATE plain_batches batch SET status = 'DONE', done_at = clock_timestamp()
        FROM unnest(?) AS ours (number)
       WHERE batch.campaign_id = ? AND batch.number = ours.number
         AND batch.lease_epoch = 1 AND batch.status = 'CLAIMED'
      """;

  private static final String PROGRESS =
      """
      UPDATE plain_campaigns
         SET successful_items = successful_items + ?, processed_items = processed_items + ?
       WHERE id = ?
      RETURNING processed_items = total_items
      """;

  private final Connection connection;

  PlainLoop(TestDatabase database) throws SQLException {
    connection = database.dataSource().getConnection();
    for (String table : TABLES) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(table);
      }
    }
    connection.setAutoCommit(false);
  }

  /** Claims and records {@code batches} in groups, and tells how many in a second. */
  double run(int batches, int group) throws SQLException {
    UUID campaign = UUID.randomUUID();
    create(campaign, batches);
    long begin = System.nanoTime();
    boolean complete = false;
    while (!complete) {
      List<Long> claimed = claim(group);
      connection.commit();
      complete = record(campaign, claimed);
      connection.commit();
    }
    return batches * 1e9 / (System.nanoTime() - begin);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void create(UUID campaign, int batches) throws SQLException {
    for (String sql : List.of(CAMPAIGN, PLAN)) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, campaign);
        statement.setLong(2, batches);
        statement.executeUpdate();
      }
    }
    connection.commit();
  }

  private List<Long> claim(int group) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      statement.setLong(1, group);
      List<Long> numbers = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getLong(1));
        }
      }
      return numbers;
    }
  }

  private boolean record(UUID campaign, List<Long> numbers) throws SQLException {
    Array array = connection.createArrayOf("bigint", numbers.toArray());
    try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
      statement.setArray(1, array);
      statement.setObject(2, campaign);
      int recorded = statement.executeUpdate();
      if (recorded != numbers.size()) {
        throw new IllegalStateException(recorded + " of " + numbers.size() + " recorded");
      }
    } finally {
      array.free();
    }
    try (PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
      statement.setLong(1, numbers.size());
      statement.setLong(2, numbers.size());
      statement.setObject(3, campaign);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }
}
