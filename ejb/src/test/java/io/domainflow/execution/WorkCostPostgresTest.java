package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.database.DatabaseOutsideContainer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What claims and records read when no version of a row that they change can ever be removed. All
 * of it runs in one transaction, whose own old versions stay for as long as it lasts: as beside
 * somebody's transaction that was left open.
 */
class WorkCostPostgresTest {

  private static final int BATCHES = 100;
  private static final int ROUNDS = 30;

  /** Entries of indexes for each batch of a round: found, locked, changed; not those of others. */
  private static final long MOST_FOR_A_BATCH = 6;

  private static final String ENTRIES =
      """
      SELECT CAST(sum(pg_stat_get_xact_tuples_returned(indexrelid)) AS bigint) AS entries
        FROM pg_index
       WHERE indrelid IN (CAST('work_batches' AS regclass), CAST('work_plans' AS regclass))
      """;

  private final List<Connection> opened = new ArrayList<>();
  private final WorkFixture work = new WorkFixture(this::onOneConnection);

  private Database onOneConnection(DataSource server) {
    try {
      Connection connection = server.getConnection();
      opened.add(connection);
      connection.setAutoCommit(false);
      Connection shared = proxy(Connection.class, connection, Map.of("close", Optional.empty()));
      return DatabaseOutsideContainer.on(
          proxy(DataSource.class, server, Map.of("getConnection", Optional.of(shared))));
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** It answers to some methods by itself and leaves the others to {@code target}. */
  private static <T> T proxy(Class<T> type, T target, Map<String, ? extends Optional<?>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (ignored, method, parameters) -> {
              Optional<?> answer = answers.get(method.getName());
              if (answer != null) {
                return answer.orElse(null);
              }
              try {
                return method.invoke(target, parameters);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            }));
  }

  @AfterEach
  void drop() throws SQLException {
    for (Connection connection : opened) {
      connection.close();
    }
    work.close();
  }

  private long entries() {
    return work.database.first(ENTRIES, row -> row.number("entries")).orElseThrow();
  }

  /** Those that a claim and a record of {@code BATCHES} batches read. */
  private long round() {
    long before = entries();
    List<Batch> batches = work.claims.claim("one", BATCHES);
    assertThat(batches).hasSize(BATCHES);
    assertThat(work.record(batches, "one").recorded()).isEqualTo(BATCHES);
    return entries() - before;
  }

  @Test
  void aRoundReadsItsOwnBatchesHoweverManyWereDoneBefore() {
    work.claimable((long) BATCHES * ROUNDS, 1);
    for (int number = 0; number < ROUNDS; number++) {
      assertThat(round()).as("round %d", number).isLessThan(MOST_FOR_A_BATCH * BATCHES);
    }
  }
}
