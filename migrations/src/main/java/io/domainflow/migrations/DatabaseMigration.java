package io.domainflow.migrations;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema of this version. Several nodes may do so at once: a lock lets one
 * migrate while the others wait, and then find nothing to do.
 *
 * <p>The tables go into the first schema of the connection's {@code search_path}, which has to
 * exist and to hold nothing but DomainFlow's tables.
 */
public final class DatabaseMigration {

  /**
   * The oldest PostgreSQL that is supported: the oldest one that its project still maintained when
   * DomainFlow began.
   */
  public static final int MINIMUM_POSTGRESQL_VERSION = 15;

  /** Where the migrations lie on the class path. */
  public static final String LOCATION = "classpath:io/domainflow/migrations";

  private static final System.Logger LOGGER = System.getLogger("io.domainflow.migrations");

  /** Flyway tries once a second: a node waits ten minutes for another node's long migration. */
  private static final int LOCK_ATTEMPTS = 600;

  private final DataSource dataSource;
  private final String location;

  /** Migrates the database behind {@code dataSource}, with connections outside any transaction. */
  public DatabaseMigration(DataSource dataSource) {
    this(dataSource, LOCATION);
  }

  DatabaseMigration(DataSource dataSource, String location) {
    this.dataSource = dataSource;
    this.location = location;
  }

  /**
   * Applies what is missing, each migration in a transaction of its own. A schema that is newer
   * than this version, as in the middle of an upgrade of several nodes, is left alone.
   *
   * @return the schema's version afterwards, for example {@code 003}
   * @throws MigrationException if the server is too old or unreachable, the schema holds foreign
   *     tables, or a migration failed; that migration is rolled back, the earlier ones stay
   */
  public String migrate() {
    requireSupported(serverVersion());
    try {
      MigrateResult result = configuration().load().migrate();
      if (result.migrationsExecuted == 0) {
        return Objects.requireNonNull(result.initialSchemaVersion, "no migrations in " + location);
      }
      LOGGER.log(
          Level.INFO,
          "Database schema migrated from version {0} to {1}",
          Objects.requireNonNullElse(result.initialSchemaVersion, "none"),
          result.targetSchemaVersion);
      return result.targetSchemaVersion;
    } catch (FlywayException failure) {
      throw new MigrationException(
          "The database schema could not be migrated: " + describe(failure), failure);
    }
  }

  /** Fails if servers of this major version are too old. */
  static void requireSupported(int serverVersion) {
    if (serverVersion < MINIMUM_POSTGRESQL_VERSION) {
      throw new MigrationException(
          "PostgreSQL %d is not supported: upgrade the server to %d or newer."
              .formatted(serverVersion, MINIMUM_POSTGRESQL_VERSION),
          null);
    }
  }

  private FluentConfiguration configuration() {
    FluentConfiguration configuration =
        Flyway.configure(DatabaseMigration.class.getClassLoader())
            .loggers(FlywayLog.class.getName())
            .dataSource(dataSource)
            .locations(location)
            .failOnMissingLocations(true)
            .lockRetryCount(LOCK_ATTEMPTS);
    // A lock of the session, not of a transaction: CREATE INDEX CONCURRENTLY in a migration would
    // otherwise wait for ever for the transaction that holds the lock.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return configuration;
  }

  private int serverVersion() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseMajorVersion();
    } catch (SQLException failure) {
      throw new MigrationException(
          "The database cannot be reached: " + failure.getMessage(), failure);
    }
  }

  /** One line: what Flyway was about to do, and what the server said to it. */
  private static String describe(FlywayException failure) {
    if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
      return "it holds tables that are not DomainFlow's. Give DomainFlow a database of its own.";
    }
    @Nullable Throwable cause = failure.getCause();
    while (cause != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return cause == null
        ? lines(failure, 2)
        : "%s: %s".formatted(lines(failure, 1), lines(cause, 1));
  }

  private static String lines(Throwable failure, int count) {
    return String.valueOf(failure.getMessage())
        .lines()
        .limit(count)
        .collect(Collectors.joining(": "));
  }
}
