package io.domainflow.transaction.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.postgresql.ds.PGSimpleDataSource;

/** The baseline outside any container: JDBC with HikariCP. */
final class RawJdbc implements AutoCloseable {

  /** By which its sessions are known to PostgreSQL. */
  static final String APPLICATION = "raw";

  private final ThreadFactory threads = Executors.defaultThreadFactory();
  private final HikariDataSource pool;

  RawJdbc(TestDatabase database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    source.setApplicationName(APPLICATION);
    HikariConfig configuration = new HikariConfig();
    configuration.setDataSource(source);
    configuration.setAutoCommit(false);
    configuration.setMaximumPoolSize(KitDeployment.POOL);
    pool = new HikariDataSource(configuration);
  }

  /** Creates campaigns. */
  Crowd.Run create(int crowd, int operations, String hash) throws Exception {
    return Crowd.run(threads, crowd, operations, () -> create(hash));
  }

  /** Writes the same and fails: measured from the failure to its arrival, rolled back. */
  Crowd.Run rollback(int crowd, int operations, String hash) throws Exception {
    return Crowd.run(threads, crowd, operations, () -> rollback(hash));
  }

  private long create(String hash) throws SQLException {
    long begin = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      HandWrittenCreation.create(connection, hash);
      connection.commit();
    }
    return System.nanoTime() - begin;
  }

  private long rollback(String hash) throws SQLException {
    try {
      fail(hash);
    } catch (Failure expected) {
      return System.nanoTime() - expected.thrownAt;
    }
    throw new IllegalStateException("the operation was to fail");
  }

  private void fail(String hash) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        HandWrittenCreation.create(connection, hash);
        throw new Failure(System.nanoTime());
      } catch (Failure failure) {
        connection.rollback();
        throw failure;
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long thrownAt;

    Failure(long thrownAt) {
      super("fails on purpose");
      this.thrownAt = thrownAt;
    }
  }
}
