package io.domainflow.incontainer;

import io.domainflow.database.SchemaMigration;
import io.domainflow.testing.TestDatabase;
import jakarta.annotation.sql.DataSourceDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Data sources in a descriptor, for benchmarks: it goes before the product's annotation, whose
 * address is read before the settings in an archive are.
 */
public final class DataSources {

  private DataSources() {}

  /** A {@code web.xml} with the elements. */
  public static String descriptor(String... elements) {
    return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
        + String.join("", elements)
        + "</web-app>";
  }

  /** The product's data source on {@code database}, all but its sizes as its annotation has it. */
  public static String product(TestDatabase database, int least, int most) {
    DataSourceDefinition product = SchemaMigration.class.getAnnotation(DataSourceDefinition.class);
    String names = element("name", product.name()) + element("class-name", product.className());
    return source(names, Arrays.asList(product.properties()), database, least, most);
  }

  /** Any data source on {@code database}, with as many connections from the start. */
  public static String plain(
      String name, Class<?> type, List<String> properties, TestDatabase database, int size) {
    String names = element("name", name) + element("class-name", type.getName());
    return source(names, properties, database, size, size);
  }

  private static String source(
      String names, List<String> properties, TestDatabase database, int least, int most) {
    return "<data-source>"
        + names
        + element("url", database.jdbcUrl())
        + element("user", database.user())
        + element("password", database.password())
        + properties.stream().map(DataSources::property).collect(Collectors.joining())
        + element("initial-pool-size", least)
        + element("max-pool-size", most)
        + element("min-pool-size", least)
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
