package io.domainflow.transaction.benchmark;

import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the benchmark asks PostgreSQL itself, each time on a connection of its own. */
final class DatabaseProbe {

  /** The creations so far, by everything that must not differ. */
  private static final String SHAPES =
      """
      SELECT count(DISTINCT jsonb_build_array(
               to_jsonb(c) - 'id' - 'created_at',
               to_jsonb(e) - 'campaign_id' - 'occurred_at',
               to_jsonb(d) - 'campaign_id',
               to_jsonb(p) - 'campaign_id'))
        FROM campaigns c
        LEFT JOIN campaign_state_events e ON e.campaign_id = c.id
        LEFT JOIN generation_definitions d ON d.campaign_id = c.id
        LEFT JOIN work_plans p ON p.campaign_id = c.id
      """;

  private static final String SESSIONS =
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend'
         AND pid <> pg_backend_pid() AND application_name = ?
      """;

  private final TestDatabase database;

  DatabaseProbe(TestDatabase database) {
    this.database = database;
  }

  /** The value of a setting. */
  String setting(String name) throws SQLException {
    return text("SELECT current_setting('" + name + "')");
  }

  /** The hash of the one pattern that the benchmark uses. */
  String hash() throws SQLException {
    return text("SELECT configuration_hash FROM generation_cursors");
  }

  /** How many campaigns there are. */
  long campaigns() throws SQLException {
    return Long.parseLong(text("SELECT count(*) FROM campaigns"));
  }

  /** How many kinds of campaigns there are, ids and times left out; one if all are equal. */
  long shapes() throws SQLException {
    return Long.parseLong(text(SHAPES));
  }

  /** How many sessions of this database call themselves so, this one left out. */
  long sessions(String application) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(SESSIONS)) {
      statement.setString(1, application);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** What one contender has written is not to be paid for by the next. */
  void checkpoint() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
