package io.domainflow.incontainer;

import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import io.domainflow.testing.TestDatabase;
import io.domainflow.testing.proxy.PostgresProxy;
import io.domainflow.testing.proxy.ProxyControl;
import io.domainflow.testing.proxy.ProxyRemote;
import java.io.IOException;
import org.jboss.arquillian.config.descriptor.api.ContainerDef;
import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jspecify.annotations.Nullable;

/**
 * Gives the containers of a test run one fresh, empty database, as the settings {@code
 * domainflow.db.*}, behind a proxy that can break its connections. Where classes run beside each
 * other, each is a run of its own. Arquillian finds it through {@code META-INF/services}; runs
 * without a container start no database here.
 */
public final class ContainerDatabase implements LoadableExtension {

  private static final String JVM_OPTIONS = "cmdOptions";

  /** Options that the build gives to every server of its tests, none in benchmarks. */
  private static final String BUILD_OPTIONS = "test.server.options";

  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(Lifecycle.class);
    builder.override(
        DeployableContainer.class,
        PayaraMicroDeployableContainer.class,
        PayaraMicroContainer.class);
  }

  /** Made once for each run by Arquillian. */
  public static final class Lifecycle {

    private @Nullable TestDatabase database;
    private @Nullable PostgresProxy proxy;
    private @Nullable ProxyRemote remote;

    /** Called when the containers are known, and none is set up yet. */
    public void handOver(@Observes ContainerRegistry containers) throws IOException {
      TestDatabase created = TestDatabase.create();
      database = created;
      proxy = PostgresProxy.before(created.jdbcUrl(), created.user(), created.password());
      remote = ProxyRemote.of(proxy);
      String settings =
          System.getProperty(BUILD_OPTIONS, "") + " " + settings(created, proxy, remote);
      for (Container<?> container : containers.getContainers()) {
        ContainerDef definition = container.getContainerConfiguration();
        String given = definition.getContainerProperties().getOrDefault(JVM_OPTIONS, "");
        definition.property(JVM_OPTIONS, (given + " " + settings).strip());
      }
    }

    /** Called when the last test is done. */
    public void drop(@Observes AfterSuite end) throws IOException {
      if (proxy != null && remote != null) {
        remote.close();
        proxy.close();
      }
      if (database != null) {
        database.close();
        database = null;
      }
    }

    /** System properties: to MicroProfile Config they go before environment variables. */
    private static String settings(TestDatabase database, PostgresProxy proxy, ProxyRemote remote) {
      return "-Ddomainflow.db.url=%s -Ddomainflow.db.user=%s -Ddomainflow.db.password=%s -D%s=%d"
          .formatted(
              proxy.url(),
              database.user(),
              database.password(),
              ProxyControl.PORT_PROPERTY,
              remote.port());
    }
  }
}
