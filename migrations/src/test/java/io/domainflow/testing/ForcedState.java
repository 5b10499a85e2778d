package io.domainflow.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Puts new campaigns into a state, whatever the table of states says; nothing is claimable. */
public final class ForcedState {

  private static final String FORCE =
      """
      WITH wanted AS (SELECT CAST(? AS text) AS status, CAST(? AS uuid) AS id),
      done AS (SELECT total_items AS items FROM campaigns JOIN wanted USING (id)
                WHERE wanted.status = 'COMPLETED'),
      forced AS (
        UPDATE campaigns SET status = wanted.status, version = 2, error = 'forced',
               processed_items = COALESCE((SELECT items FROM done), 0),
               successful_items = COALESCE((SELECT items FROM done), 0)
          FROM wanted
         WHERE campaigns.id = wanted.id AND campaigns.status <> wanted.status
        RETURNING campaigns.id, campaigns.status)
      INSERT INTO campaign_state_events
             (campaign_id, sequence, from_status, to_status, actor, reason, occurred_at)
      SELECT id, 2, 'PENDING', status, 'tester', 'forced', now() FROM forced
      """;

  private ForcedState() {}

  /** Does so; {@code state} is the name of a status. */
  public static void force(Connection database, String id, String state) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(FORCE)) {
      statement.setString(1, state);
      statement.setObject(2, UUID.fromString(id));
      statement.executeUpdate();
    }
  }
}
