package io.domainflow.database;

import io.domainflow.CampaignId;
import io.domainflow.config.Configuration;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL over JDBC in the transaction of the caller, on the one connection that the transaction
 * has; outside a transaction each statement commits by itself. For bulk work and for statements
 * that JPA cannot say. What no operation or other limit bounds, PostgreSQL ends after eight
 * seconds; and the caller waits ten at most for an answer.
 *
 * <p>Parameters may be null, strings, numbers, booleans, {@link CampaignId}s, enums (by name) and
 * {@link Instant}s. Every method throws {@link DatabaseException} or {@link
 * DatabaseUnavailableException}, after which the transaction cannot be committed, unless {@link
 * #rollbackTo} undoes what failed.
 */
@ApplicationScoped
public class Database {

  /** How many rows are fetched at once where not all of them are kept. */
  private static final int PORTION = 500;

  /** The driver's own: all of them. */
  private static final int ALL = 0;

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  DataSource dataSource;

  @Resource TransactionSynchronizationRegistry registry;

  @Inject Configuration configuration;

  private PoolUse pool = new PoolUse();

  /** Who follows the transaction of the work that runs on a thread. */
  private final Map<Thread, TransactionTracker> working = new ConcurrentHashMap<>();

  /** How long PostgreSQL may take for an answer outside of transactions; null for any time. */
  private @Nullable Duration patience;

  /** Set where there is no pool. */
  private @Nullable Connection own;

  /** Turns one row into a value. */
  @FunctionalInterface
  public interface RowMapper<T> {
    T map(Row row) throws SQLException;
  }

  /** Does something with one row. */
  @FunctionalInterface
  public interface RowConsumer {
    void accept(Row row) throws SQLException;
  }

  /**
   * Work on the transaction's connection. It cannot commit or roll back; a statement that it keeps
   * is executed before it asks {@link Database} for something, and under the limits that held when
   * it was prepared.
   */
  @FunctionalInterface
  public interface ConnectionWork<T> {
    T run(Connection connection) throws SQLException;
  }

  /** The rows of a query, or those that a data-changing statement returns. */
  public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    return send(
        SqlStatement.of(sql, parameters),
        statement -> {
          try (ResultSet rows = statement.getResultSet()) {
            return rows(rows, mapper);
          }
        });
  }

  /**
   * Hands the rows of a query over one by one. In a transaction they are fetched in portions, so
   * that a result of any size takes little memory; outside of one PostgreSQL sends all at once.
   *
   * @param consumer must not use the database
   */
  public void forEach(String sql, RowConsumer consumer, @Nullable Object... parameters) {
    send(
        SqlStatement.of(sql, parameters),
        PORTION,
        statement -> {
          try (ResultSet rows = statement.getResultSet()) {
            Row row = new Row(rows);
            while (rows.next()) {
              consumer.accept(row);
            }
            return row;
          }
        });
  }

  /** The first row of a query, empty if there is none. */
  public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    return query(sql, mapper, parameters).stream().findFirst();
  }

  /** Runs a data-changing statement and tells how many rows it changed. */
  public int update(String sql, @Nullable Object... parameters) {
    return send(SqlStatement.of(sql, parameters), PreparedStatement::getUpdateCount);
  }

  /**
   * Runs a data-changing statement whose number of rows nobody needs. In a tracked transaction it
   * is sent with the next statement, at the latest with COMMIT, so that several writes cost one
   * round trip; its failure then appears there. Elsewhere it runs at once. (The driver sends what
   * waits in a trip of its own before a query that answers with text of any length.)
   *
   * <p>Whoever prepares a statement, writes here and only then executes the statement, executes it
   * before the write.
   */
  public void write(String sql, @Nullable Object... parameters) {
    write(SqlStatement.of(sql, parameters));
  }

  /**
   * The same for a statement that answers with one row, which {@code consumer} gets when it is sent
   * with another statement or by {@link #flush}, but not with COMMIT.
   */
  public void writeReturning(String sql, RowConsumer consumer, @Nullable Object... parameters) {
    SqlStatement plain = SqlStatement.of(sql, parameters);
    write(
        new SqlStatement(
            plain.sql(),
            plain.parameters(),
            rows -> {
              rows.next();
              consumer.accept(new Row(rows));
            }));
  }

  private void write(SqlStatement statement) {
    Optional<TransactionScope> scope = TransactionScope.current(registry);
    if (scope.isPresent()) {
      scope.get().defer(statement);
    } else {
      with(
          scope,
          connection -> {
            Burst.send(connection, List.of(statement));
            return statement;
          });
    }
  }

  /** Sends the writes that still wait. Does nothing if there are none. */
  public void flush() {
    TransactionScope.current(registry)
        .filter(TransactionScope::hasPending)
        .ifPresent(
            scope ->
                with(
                    Optional.of(scope),
                    connection -> {
                      scope.beforeStatement(connection);
                      return scope;
                    }));
  }

  /**
   * Lets the writes that still wait go in one round trip with COMMIT. If nothing was sent in this
   * transaction yet, they are sent at once: its id has to be known before COMMIT.
   */
  public void leaveToCommit() {
    if (TransactionScope.current(registry).filter(scope -> !scope.isOpen()).isPresent()) {
      flush();
    }
  }

  /** Undoes all that the transaction did since it set the savepoint. */
  public void rollbackTo(String savepoint) {
    update("ROLLBACK TO SAVEPOINT " + savepoint);
    TransactionScope.current(registry).ifPresent(TransactionScope::undone);
  }

  /** Forgets the writes that still wait: what they belong to is being undone. */
  public void discard() {
    TransactionScope.current(registry).ifPresent(TransactionScope::discard);
  }

  /**
   * Lets {@code tracker} follow the transaction of the caller. Called before its first statement.
   * Until {@link #release}, nothing can be sent from this thread in another transaction or in none.
   *
   * @throws IllegalStateException if there is no transaction
   */
  public void track(TransactionTracker tracker) {
    new TransactionScope(tracker).bind(registry);
    working.put(Thread.currentThread(), tracker);
  }

  /** Whether {@code tracker} follows the transaction of the caller. */
  public boolean isTrackedBy(TransactionTracker tracker) {
    return TransactionScope.current(registry).filter(at -> at.tracker() == tracker).isPresent();
  }

  /** Runs {@code work} on the transaction's connection. */
  public <T> T withConnection(ConnectionWork<T> work) {
    return with(TransactionScope.current(registry), work);
  }

  /**
   * Runs work in the transaction of the caller, in which nothing waits for long, not even for a
   * server that does not answer. Called before its first statement. Outside the container there is
   * no such transaction, and no limit.
   */
  public void limited(TransactionLimits limits, Runnable work) {
    if (registry == null) {
      work.run();
      return;
    }
    track(new LimitedTransaction(limits));
    try {
      work.run();
    } finally {
      release();
    }
  }

  /**
   * Runs work in one transaction on a connection of its own, in which nothing waits for long: for
   * the end of the application, when the server has taken the pool away before the beans (Payara
   * does so when it is stopped). It is committed if the work returns normally.
   */
  public void withoutPool(Consumer<Database> work) {
    try (Connection connection = DirectDataSource.hurried(configuration).getConnection()) {
      connection.setAutoCommit(false);
      Database direct = new Database();
      direct.own = connection;
      work.accept(direct);
      connection.commit();
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /**
   * The same outside of the caller's transaction, for statements that PostgreSQL answers within
   * {@code patience} or not at all: then the connection is given up.
   */
  Database hurried(Duration patience) {
    Database hurried = new Database();
    hurried.dataSource = dataSource;
    hurried.pool = pool;
    hurried.patience = patience;
    return hurried;
  }

  /** How many connections are in use through this class at this moment. */
  public PoolUse pool() {
    return pool;
  }

  /** Gives the connection of a tracked transaction back before the transaction ends. */
  public void release() {
    working.remove(Thread.currentThread());
    try {
      Optional<TransactionScope> scope = TransactionScope.current(registry);
      if (scope.isPresent()) {
        scope.get().release();
      }
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /** It would be stored whatever becomes of the operation, and need a second connection. */
  private void refuseBeside(Optional<TransactionScope> scope) {
    TransactionTracker running = working.get(Thread.currentThread());
    if (running != null && scope.filter(at -> at.tracker() == running).isEmpty()) {
      throw new IllegalStateException(
          "The work of an operation has used the database outside of its transaction.");
    }
  }

  private <T> T with(Optional<TransactionScope> scope, ConnectionWork<T> work) {
    refuseBeside(scope);
    try {
      if (scope.isPresent()) {
        return work.run(scope.get().connection(pool, dataSource));
      }
      Connection connection = own;
      return connection == null ? alone(work) : work.run(connection);
    } catch (SQLException failure) {
      scope.ifPresent(tracked -> tracked.failed(failure));
      throw DatabaseException.of(failure);
    }
  }

  private <T> T alone(ConnectionWork<T> work) throws SQLException {
    Connection connection = pool.borrow(dataSource, PoolUse.LONGEST_WAIT);
    try (connection) {
      if (patience != null) {
        connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
      }
      return work.run(connection);
    } finally {
      pool.gaveBack();
    }
  }

  private <T> T send(SqlStatement statement, Burst.LastResult<T> result) {
    return send(statement, ALL, result);
  }

  private <T> T send(SqlStatement statement, int portion, Burst.LastResult<T> result) {
    Optional<TransactionScope> scope = TransactionScope.current(registry);
    return with(
        scope,
        connection ->
            scope.isPresent()
                ? scope
                    .get()
                    .send(ahead -> Burst.send(connection, ahead, statement, portion, result))
                : Burst.send(connection, List.of(), statement, portion, result));
  }

  private static <T> List<T> rows(ResultSet results, RowMapper<T> mapper) throws SQLException {
    List<T> values = new ArrayList<>();
    Row row = new Row(results);
    while (results.next()) {
      values.add(mapper.map(row));
    }
    return values;
  }
}
