package io.domainflow.transaction.benchmark;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;

/**
 * Stores a campaign as {@code create_campaign} does, in plain JDBC: the same statements in the same
 * order, each prepared, each a round trip of its own. The benchmark compares the rows.
 */
final class HandWrittenCreation {

  static final String NAME = "benchmark";
  static final String ACTOR = "benchmark";
  static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz";
  static final String CONSTANT = "shop";
  static final String TLD = "com";
  static final int LENGTH = 5;
  static final long COUNT = 1000;
  static final long COMBINATIONS = 11_881_376;
  static final int BATCH_SIZE = 10_000;

  static final String CAMPAIGN =
      """
      INSERT INTO campaigns (id, name, type, status, version, total_items, created_at)
      VALUES (?, ?, ?, 'PENDING', 1, 0, clock_timestamp())
      """;

  static final String EVENT =
      """
      INSERT INTO campaign_state_events
             (campaign_id, sequence, from_status, to_status, actor, reason, cause, occurred_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())
      """;

  static final String CURSOR =
      """
      INSERT INTO generation_cursors (configuration_hash, combinations) VALUES (?, ?)
      ON CONFLICT (configuration_hash) DO NOTHING
      """;

  static final String NEXT_OFFSET =
      "SELECT next_offset FROM generation_cursors WHERE configuration_hash = ?";

  static final String DEFINITION =
      """
      INSERT INTO generation_definitions
             (campaign_id, pattern, prefix_length, suffix_length, characters, constant, tlds,
              name_count, configuration_hash, first_offset)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  static final String PLAN =
      "INSERT INTO work_plans (campaign_id, end_position, batch_size) VALUES (?, ?, ?)";

  static final String SIZE = "UPDATE campaigns SET total_items = ? WHERE id = ?";

  private HandWrittenCreation() {}

  /** Sends the statements in the transaction of {@code connection}, which stays open. */
  static void create(Connection connection, String hash) throws SQLException {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    insertCampaign(connection, id);
    insertEvent(connection, id);
    openCursor(connection, hash);
    insertDefinition(connection, id, hash, nextOffset(connection, hash));
    insertPlan(connection, id);
    setSize(connection, id);
  }

  private static void insertCampaign(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CAMPAIGN)) {
      statement.setObject(1, id);
      statement.setString(2, NAME);
      statement.setString(3, "DOMAIN_GENERATION");
      statement.executeUpdate();
    }
  }

  private static void insertEvent(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EVENT)) {
      statement.setObject(1, id);
      statement.setLong(2, 1);
      statement.setNull(3, Types.VARCHAR);
      statement.setString(4, "PENDING");
      statement.setString(5, ACTOR);
      statement.setString(6, "created");
      statement.setNull(7, Types.VARCHAR);
      statement.executeUpdate();
    }
  }

  private static void openCursor(Connection connection, String hash) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CURSOR)) {
      statement.setString(1, hash);
      statement.setLong(2, COMBINATIONS);
      statement.executeUpdate();
    }
  }

  private static long nextOffset(Connection connection, String hash) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEXT_OFFSET)) {
      statement.setString(1, hash);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static void insertDefinition(
      Connection connection, UUID id, String hash, long firstOffset) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DEFINITION)) {
      statement.setObject(1, id);
      statement.setString(2, "PREFIX");
      statement.setLong(3, LENGTH);
      statement.setLong(4, 0);
      statement.setString(5, CHARACTERS);
      statement.setString(6, CONSTANT);
      statement.setString(7, TLD);
      statement.setLong(8, COUNT);
      statement.setString(9, hash);
      statement.setLong(10, firstOffset);
      statement.executeUpdate();
    }
  }

  private static void insertPlan(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PLAN)) {
      statement.setObject(1, id);
      statement.setLong(2, COUNT);
      statement.setLong(3, BATCH_SIZE);
      statement.executeUpdate();
    }
  }

  private static void setSize(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SIZE)) {
      statement.setLong(1, COUNT);
      statement.setObject(2, id);
      statement.executeUpdate();
    }
  }
}
