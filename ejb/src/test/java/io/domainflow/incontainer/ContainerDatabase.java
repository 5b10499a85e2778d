package io.domainflow.incontainer;

import io.domainflow.testing.TestDatabase;
import org.jboss.arquillian.config.descriptor.api.ContainerDef;
import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jspecify.annotations.Nullable;

/**
 * Gives the containers of a test run one fresh, empty database, as the settings {@code
 * domainflow.db.*}. Arquillian finds it through {@code META-INF/services}; runs without a container
 * start no database here.
 */
public final class ContainerDatabase implements LoadableExtension {

  private static final String JVM_OPTIONS = "cmdOptions";

  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(Lifecycle.class);
  }

  /** Made once for each run by Arquillian. */
  public static final class Lifecycle {

    private @Nullable TestDatabase database;

    /** Called when the containers are known, and none is set up yet. */
    public void handOver(@Observes ContainerRegistry containers) {
      TestDatabase created = TestDatabase.create();
      database = created;
      for (Container<?> container : containers.getContainers()) {
        ContainerDef definition = container.getContainerConfiguration();
        String given = definition.getContainerProperties().getOrDefault(JVM_OPTIONS, "");
        definition.property(JVM_OPTIONS, (given + " " + settings(created)).strip());
      }
    }

    /** Called when the last test is done. */
    public void drop(@Observes AfterSuite end) {
      if (database != null) {
        database.close();
        database = null;
      }
    }

    /** System properties: to MicroProfile Config they go before environment variables. */
    private static String settings(TestDatabase database) {
      return "-Ddomainflow.db.url=%s -Ddomainflow.db.user=%s -Ddomainflow.db.password=%s"
          .formatted(database.jdbcUrl(), database.user(), database.password());
    }
  }
}
