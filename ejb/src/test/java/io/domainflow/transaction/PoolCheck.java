package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.SchemaMigration;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.attempt.ActiveTransaction;
import io.domainflow.transaction.attempt.ActiveTransactions;
import io.domainflow.witness.OtherSession;
import io.domainflow.witness.OtherSessions;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Whether an operation has left anything behind: a connection, a transaction or a setting. */
@ApplicationScoped
public class PoolCheck {

  /** The largest size of the pool, see {@link SchemaMigration}. */
  private static final int POOL = 32;

  private static final String BUSY =
      """
      SELECT concat_ws(' ', pid, application_name, state, state_change, query) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND backend_type = 'client backend' AND state <> 'idle'
      """;

  private static final String SETTINGS =
      """
      SELECT string_agg(name || '=' || current_setting(name), ' ' ORDER BY name)
        FROM unnest(ARRAY['transaction_isolation', 'transaction_read_only', 'statement_timeout',
                          'lock_timeout', 'idle_in_transaction_session_timeout',
                          'application_name']) AS name
      """;

  private static final String FRESH =
      "application_name=PostgreSQL JDBC Driver idle_in_transaction_session_timeout=1min"
          + " lock_timeout=0 statement_timeout=8s transaction_isolation=read committed"
          + " transaction_read_only=off";

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  DataSource dataSource;

  @Inject ActiveTransactions active;
  @Inject OtherSessions sessions;

  /** Every connection can be borrowed at once, and each is as if nobody had used it before. */
  void assertWhole() throws SQLException {
    assertThat(active.list())
        .extracting(ActiveTransaction::operation)
        .noneMatch(operation -> operation.endsWith("_work"));
    try (OtherSession session = sessions.open()) {
      Eventually.until(
          "no server process works",
          () -> {
            assertThat(session.texts(BUSY)).isEmpty();
            return true;
          });
    }
    assertThat(settingsOfAllConnections()).hasSize(POOL).containsOnly(FRESH);
  }

  private List<String> settingsOfAllConnections() throws SQLException {
    List<Connection> borrowed = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    try {
      for (int index = 0; index < POOL; index++) {
        borrowed.add(dataSource.getConnection());
      }
      for (Connection connection : borrowed) {
        settings.add(settings(connection));
      }
    } finally {
      for (Connection connection : borrowed) {
        connection.close();
      }
    }
    return settings;
  }

  private static String settings(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SETTINGS)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
