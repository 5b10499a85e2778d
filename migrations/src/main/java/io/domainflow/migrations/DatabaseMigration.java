package io.domainflow.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings a database to the schema of this version. Several nodes may do so at once: Flyway's lock
 * lets one migrate while the others wait, and then find nothing to do.
 */
public final class DatabaseMigration {

  /**
   * The oldest PostgreSQL that is supported: the oldest one that its project still maintained when
   * DomainFlow began.
   */
  public static final int MINIMUM_POSTGRESQL_VERSION = 15;

  /** Where the migrations lie on the class path. */
  public static final String LOCATION = "classpath:io/domainflow/migrations";

  private final DataSource dataSource;

  /** Migrates the database behind {@code dataSource}, with connections outside any transaction. */
  public DatabaseMigration(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Applies what is missing, each migration in a transaction of its own.
   *
   * @return the schema's version afterwards, for example {@code 003}
   * @throws MigrationException if the server is too old or unreachable, or a migration failed; that
   *     migration is rolled back, the earlier ones stay
   */
  public String migrate() {
    checkServerVersion();
    try {
      MigrateResult result = flyway(configuration()).migrate();
      return result.targetSchemaVersion == null
          ? result.initialSchemaVersion
          : result.targetSchemaVersion;
    } catch (org.flywaydb.core.api.FlywayException failure) {
      throw new MigrationException(
          "The database schema could not be migrated: " + failure.getMessage(), failure);
    }
  }

  private FluentConfiguration configuration() {
    return Flyway.configure(DatabaseMigration.class.getClassLoader())
        .dataSource(dataSource)
        .locations(LOCATION)
        .validateMigrationNaming(true)
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
  }

  private static Flyway flyway(FluentConfiguration configuration) {
    return configuration.load();
  }

  private void checkServerVersion() {
    try (Connection connection = dataSource.getConnection()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < MINIMUM_POSTGRESQL_VERSION) {
        throw new MigrationException(
            "PostgreSQL "
                + version
                + " is not supported: upgrade the server to "
                + MINIMUM_POSTGRESQL_VERSION
                + " or newer.",
            null);
      }
    } catch (SQLException failure) {
      throw new MigrationException(
          "The database cannot be reached: " + failure.getMessage(), failure);
    }
  }
}
