package io.domainflow.metrics.running;

import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.transaction.attempt.ActiveTransaction;
import io.domainflow.transaction.attempt.ActiveTransactions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows what runs at this moment: this node's operations, and all sessions in a transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class RunningQueries {

  private static final String SESSIONS =
      """
      SELECT pid, coalesce(nullif(application_name, ''), 'unknown') AS name, state,
             CASE WHEN wait_event_type IS NOT NULL AND state = 'active'
                  THEN wait_event_type || ' ' || wait_event END AS waiting_for,
             CAST(greatest(0, extract(epoch FROM clock_timestamp() - xact_start) * 1000000)
                  AS bigint) AS age,
             CAST(backend_xid AS text) AS transaction_id,
             array_to_string(pg_blocking_pids(pid), ',') AS blockers
        FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend'
         AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
       LIMIT 1000
      """;

  @Inject Database database;

  @Inject ActiveTransactions active;

  @Inject Clock clock;

  /** Those that wait for nobody, the oldest first, with those below that wait. REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<RunningTransaction> running() {
    Map<Integer, RunningTransaction> sessions = new LinkedHashMap<>();
    database
        .query(SESSIONS, RunningQueries::session)
        .forEach(session -> sessions.put(session.backendPid(), session));
    List<RunningTransaction> running = new ArrayList<>();
    for (ActiveTransaction operation : active.list()) {
      RunningTransaction session =
          operation.backendPid() == 0 ? null : sessions.remove(operation.backendPid());
      running.add(local(operation, session));
    }
    running.addAll(sessions.values());
    return BlockingTree.of(running);
  }

  private RunningTransaction local(
      ActiveTransaction operation, @Nullable RunningTransaction session) {
    return new RunningTransaction(
        operation.operation(),
        operation.campaign(),
        Duration.between(operation.startedAt(), clock.instant()),
        true,
        operation.step().isEmpty() ? null : operation.step(),
        operation.attempt(),
        operation.backendPid(),
        operation.transactionId().isEmpty() ? null : operation.transactionId(),
        session == null ? null : session.state(),
        session == null ? null : session.waitingFor(),
        session == null ? List.of() : session.blockedBy(),
        List.of());
  }

  private static RunningTransaction session(Row row) throws SQLException {
    String blockers = row.text("blockers");
    return new RunningTransaction(
        row.text("name"),
        null,
        Duration.of(row.number("age"), ChronoUnit.MICROS),
        false,
        null,
        0,
        Math.toIntExact(row.number("pid")),
        row.textOrNull("transaction_id"),
        row.textOrNull("state"),
        row.textOrNull("waiting_for"),
        Stream.of(blockers.split(",", -1))
            .filter(pid -> !pid.isEmpty())
            .map(Integer::valueOf)
            .toList(),
        List.of());
  }
}
