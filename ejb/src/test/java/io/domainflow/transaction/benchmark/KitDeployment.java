package io.domainflow.transaction.benchmark;

import io.domainflow.incontainer.DataSources;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.TestDatabase;
import java.util.List;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The product with the benchmark's servlet, on a database that it reaches directly, and with pools
 * that have a connection for each thread.
 */
final class KitDeployment {

  /** Connections of each pool: one for each of 64 threads, some for what runs by itself. */
  static final int POOL = 70;

  /** By which the sessions of the plain data source are known to PostgreSQL. */
  static final String PLAIN = "plain";

  /** Validation as the product has it; nothing of its leak detection. */
  private static final List<String> PLAIN_PROPERTIES =
      List.of(
          "fish.payara.max-wait-time-in-millis=5000",
          "fish.payara.is-connection-validation-required=true",
          "fish.payara.connection-validation-method=auto-commit",
          "ApplicationName=" + PLAIN);

  /**
   * Before the system properties, whose ordinal is 400 and which name the proxy of the other tests.
   * No row is shed, whatever it costs.
   */
  private static final String SETTINGS =
      """
      config_ordinal=500
      domainflow.db.url=%s
      domainflow.db.user=%s
      domainflow.db.password=%s
      domainflow.metrics.limit.percent=100
      """;

  private KitDeployment() {}

  static WebArchive archive(Class<?> test, TestDatabase database) {
    String settings = SETTINGS.formatted(database.jdbcUrl(), database.user(), database.password());
    return InContainerArchive.of(test)
        .addAsResource(new StringAsset(settings), "META-INF/microprofile-config.properties")
        .setWebXML(new StringAsset(descriptor(database)));
  }

  private static String descriptor(TestDatabase database) {
    return DataSources.descriptor(
        DataSources.product(database, POOL, POOL),
        DataSources.plain(
            PlainCreation.DATA_SOURCE, PGSimpleDataSource.class, PLAIN_PROPERTIES, database, POOL));
  }
}
