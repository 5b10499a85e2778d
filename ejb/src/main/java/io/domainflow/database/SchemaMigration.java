package io.domainflow.database;

import io.domainflow.config.Configuration;
import io.domainflow.migrations.DatabaseMigration;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.util.logging.Logger;

/**
 * Migrates the database when the application starts, before any other bean uses it: those that
 * start by themselves name this one in {@code @DependsOn}. If it fails, the deployment fails with
 * its reason.
 *
 * <p>The data source is not XA: there is one database, and its one-phase commit keeps the causes of
 * failures better. Each connection is validated when it is borrowed, so that the first operation
 * after a restart of the database succeeds.
 */
@DataSourceDefinition(
    name = SchemaMigration.DATA_SOURCE,
    className = "io.domainflow.database.TrackedDataSource",
    url = "${MPCONFIG=domainflow.db.url}",
    user = "${MPCONFIG=domainflow.db.user}",
    password = "${MPCONFIG=domainflow.db.password}",
    minPoolSize = 2,
    initialPoolSize = 2,
    maxPoolSize = SchemaMigration.POOL_SIZE,
    maxIdleTime = 300,
    properties = {
      "fish.payara.max-wait-time-in-millis=5000",
      "fish.payara.is-connection-validation-required=true",
      "fish.payara.connection-validation-method=auto-commit",
      "fish.payara.connection-leak-timeout-in-seconds=${MPCONFIG=domainflow.db.leak.seconds:0}",
      "fish.payara.connection-leak-reclaim=true",
      "fish.payara.match-connections=false" // They are all of one user; comparing them costs.
    })
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.CONTAINER)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SchemaMigration {

  /** The JNDI name of the data source. */
  public static final String DATA_SOURCE = "java:app/jdbc/domainflow";

  /** The largest size of its pool. */
  static final int POOL_SIZE = 32;

  private static final Logger LOGGER = Logger.getLogger(SchemaMigration.class.getName());

  @Inject Configuration configuration;

  private volatile String version = "";

  @PostConstruct
  void migrate() {
    version = new DatabaseMigration(DirectDataSource.patient(configuration)).migrate();
    LOGGER.info(() -> "Database schema is at version " + version + ".");
  }

  /** The version of the database schema, for example {@code 003}. Attribute NOT_SUPPORTED. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String version() {
    return version;
  }
}
