package io.domainflow.testing;

import io.domainflow.migrations.DatabaseMigration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A fresh database on a real PostgreSQL, dropped again by {@link #close()}. The server is the one
 * that {@code TEST_POSTGRES_DSN} names (its user must be allowed to create databases; the database
 * in it is never changed), else a container with {@code -Ptestcontainers}, else an embedded
 * PostgreSQL 18 that does fsync. Thread-safe.
 *
 * <p>In tests mostly through {@link DatabaseExtension}.
 */
public final class TestDatabase implements AutoCloseable {

  private final PostgresAddress address;

  private TestDatabase(PostgresAddress address) {
    this.address = address;
  }

  /** A new database without any table. */
  public static TestDatabase create() {
    return createFrom("template0");
  }

  /** A new database with the schema of this version, copied from one that was migrated once. */
  public static TestDatabase createMigrated() {
    return createFrom(MigratedTemplate.NAME);
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return address.jdbcUrl();
  }

  /** Who connects; the owner of the database. */
  public String user() {
    return address.user();
  }

  /** The password, never empty on the embedded server. */
  public String password() {
    return address.password();
  }

  /** Opens a new physical connection each time, in auto-commit mode. */
  public DataSource dataSource() {
    return address.dataSource();
  }

  /** Drops the database and ends the connections to it. */
  @Override
  public void close() {
    drop(address.database());
  }

  private static TestDatabase createFrom(String template) {
    String name = "domainflow_test_" + UUID.randomUUID().toString().replace("-", "");
    administrate("CREATE DATABASE " + name + " TEMPLATE " + template + " ENCODING 'UTF8'");
    return new TestDatabase(TestServer.address().withDatabase(name));
  }

  private static void drop(String name) {
    administrate("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  private static void administrate(String sql) {
    try (Connection connection = TestServer.address().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException("The test server refused: " + sql, failure);
    }
  }

  /** Made by the first test that needs it; goes when the JVM ends. */
  private static final class MigratedTemplate {
    private static final String NAME = make();

    private static String make() {
      TestDatabase template = create();
      if (TestServer.isBorrowed()) {
        Runtime.getRuntime().addShutdownHook(new Thread(template::close, "drop-template"));
      }
      new DatabaseMigration(template.dataSource()).migrate();
      return template.address.database();
    }
  }
}
