package io.domainflow.transaction.benchmark;

import io.domainflow.database.SchemaMigration;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.TestDatabase;
import jakarta.annotation.sql.DataSourceDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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
   * Before the system properties, whose ordinal is 400, and their proxy. No row is shed, whatever
   * it costs.
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

  /** It goes before the annotation of the product, from which it takes all but the sizes. */
  private static String descriptor(TestDatabase database) {
    DataSourceDefinition product = SchemaMigration.class.getAnnotation(DataSourceDefinition.class);
    return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
        + source(product.name(), product.className(), Arrays.asList(product.properties()), database)
        + source(
            PlainCreation.DATA_SOURCE,
            PGSimpleDataSource.class.getName(),
            PLAIN_PROPERTIES,
            database)
        + "</web-app>";
  }

  private static String source(
      String name, String type, List<String> properties, TestDatabase database) {
    return "<data-source>"
        + element("name", name)
        + element("class-name", type)
        + element("url", database.jdbcUrl())
        + element("user", database.user())
        + element("password", database.password())
        + properties.stream().map(KitDeployment::property).collect(Collectors.joining())
        + element("initial-pool-size", POOL)
        + element("max-pool-size", POOL)
        + element("min-pool-size", POOL)
        + "</data-source>";
  }

  private static String property(String nameAndValue) {
    int equals = nameAndValue.indexOf('=');
    return "<property>"
        + element("name", nameAndValue.substring(0, equals))
        + element("value", nameAndValue.substring(equals + 1))
        + "</property>";
  }

  private static String element(String name, Object value) {
    String text = value.toString().replace("&", "&amp;").replace("<", "&lt;");
    return "<" + name + ">" + text + "</" + name + ">";
  }
}
