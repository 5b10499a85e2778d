package io.domainflow.metrics;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.domainflow.database.Database;
import io.domainflow.database.DatabaseOutsideContainer;
import io.domainflow.metrics.statistics.QueriesOutsideContainer;
import io.domainflow.metrics.statistics.StatisticsQuery;
import io.domainflow.metrics.statistics.TransactionStatistics;
import io.domainflow.metrics.upkeep.LedgerOutsideContainer;
import io.domainflow.metrics.upkeep.MetricLedger;
import io.domainflow.testing.TestDatabase;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The tables of monitoring in a database of their own, and what writes and reads them. */
abstract class MonitoringTablesTest {

  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private TestDatabase server;

  private HikariDataSource pool;

  Database database;

  MetricWriter writer;

  MetricLedger ledger;

  @BeforeEach
  void create() throws SQLException {
    server = TestDatabase.createMigrated();
    pool = pool(true);
    database = DatabaseOutsideContainer.on(pool);
    writer = new MetricWriter(database);
    ledger = LedgerOutsideContainer.on(database);
  }

  HikariDataSource pool(boolean commitsByItself) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(server.dataSource());
    config.setMaximumPoolSize(1);
    config.setAutoCommit(commitsByItself);
    config.setConnectionInitSql("SET synchronous_commit = off; SET timezone = 'Europe/Berlin'");
    return new HikariDataSource(config);
  }

  @AfterEach
  void drop() throws SQLException {
    pool.close();
    server.close();
  }

  static OperationOutcome ended(String operation, Instant at, long micros) {
    Duration took = Duration.ofNanos(micros * 1000);
    return new OperationOutcome(
        operation,
        null,
        at.minus(took),
        took,
        Outcome.COMMITTED,
        1,
        Duration.ZERO,
        Duration.ZERO,
        IsolationLevel.READ_COMMITTED,
        false,
        null,
        "",
        "",
        "",
        List.of(),
        List.of(),
        "",
        null);
  }

  void store(String node, OperationTallies tallies) {
    writer.store(PeriodReport.of(node, 0, tallies.takeBefore(Instant.MAX)));
  }

  List<TransactionStatistics> statistics(Instant from, Instant to, Duration bucket) {
    return QueriesOutsideContainer.on(database, CLOCK)
        .statistics(new StatisticsQuery("create_campaign", null, from, to, bucket));
  }

  OperationTallies tallies(Instant from, int operations) {
    OperationTallies tallies = new OperationTallies();
    for (int number = 0; number < operations; number++) {
      tallies.add(ended("create_campaign", from.plusSeconds(number), 1000));
    }
    return tallies;
  }

  static TransactionMetric row(Instant at, long micros) {
    return new TransactionMetric(ended("create_campaign", at, micros), "node");
  }
}
