package io.domainflow.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * PostgreSQL's side of a connection.
 *
 * @param backendPid the server process that serves it, as in {@code pg_stat_activity}
 * @param serverLife what {@link #SERVER_LIFE} said when it began; a session never outlives it
 */
public record ServerSession(int backendPid, String serverLife) {

  /**
   * An expression that tells one life of a server from the next: its timeline, which changes when a
   * standby takes over, and the time since which it counts statistics, which it forgets in a crash
   * (PostgreSQL documentation, "The Cumulative Statistics System"). A restart in good order does
   * not begin a new life: nothing is lost in it. Empty on a standby.
   */
  public static final String SERVER_LIFE =
      """
      CASE WHEN pg_is_in_recovery() THEN ''
           ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) || ' '
                || extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time()) END\
      """;

  /** Asks for the session of a connection that was just made. */
  static ServerSession of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + SERVER_LIFE)) {
      row.next();
      return new ServerSession(
          connection.unwrap(PGConnection.class).getBackendPID(), row.getString(1));
    }
  }
}
