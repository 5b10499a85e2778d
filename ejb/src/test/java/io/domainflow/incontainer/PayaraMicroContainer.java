package io.domainflow.incontainer;

import fish.payara.arquillian.container.payara.managed.PayaraMicroContainerConfiguration;
import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.Node;
import org.jspecify.annotations.Nullable;

/**
 * Payara Micro, with options of the archive's own, that leaves nothing behind, and whose
 * deployments always name the servlet that runs the tests.
 *
 * <p>The connector reads the servlets from the server's log, and stops reading as soon as it has
 * found the port. If the rest of that message was not written yet, it knows of no servlet, and each
 * test fails with "Could not determine ContextRoot".
 */
public final class PayaraMicroContainer extends PayaraMicroDeployableContainer {

  /** A file in the archive with JVM options for its server, behind all others. */
  public static final String JVM_OPTIONS = "WEB-INF/jvm-options";

  private static final String TEST_SERVLET = "ArquillianServletRunnerEE9";
  private static final String SUFFIX = ".war";

  private final Map<String, ServerRemains> servers = new ConcurrentHashMap<>();
  private @Nullable PayaraMicroContainerConfiguration configuration;

  @Override
  public void setup(PayaraMicroContainerConfiguration given) {
    super.setup(given);
    configuration = given;
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    ServerRemains remains = new ServerRemains(archive.getName());
    boolean isDeployed = false;
    try {
      ProtocolMetaData deployed = deploy(archive, remains.options() + options(archive));
      isDeployed = true;
      return complete(deployed, archive);
    } finally {
      remains.started();
      if (isDeployed) {
        servers.put(archive.getName(), remains);
      } else {
        remains.remove();
      }
    }
  }

  private ProtocolMetaData deploy(Archive<?> archive, String options) throws DeploymentException {
    PayaraMicroContainerConfiguration shared = Objects.requireNonNull(configuration);
    String before = shared.getCmdOptions();
    shared.setCmdOptions(before + options);
    try {
      return super.deploy(archive);
    } finally {
      shared.setCmdOptions(before);
    }
  }

  /** The connector sends the server a SIGTERM, and looks no further. */
  @Override
  public void undeploy(Archive<?> archive) throws DeploymentException {
    super.undeploy(archive);
    ServerRemains remains = servers.remove(archive.getName());
    if (remains != null) {
      remains.remove();
    }
  }

  private static String options(Archive<?> archive) {
    Node own = archive.get(JVM_OPTIONS);
    return own == null ? "" : " " + text(own);
  }

  private static ProtocolMetaData complete(ProtocolMetaData deployed, Archive<?> archive) {
    deployed.getContexts(HTTPContext.class).forEach(context -> complete(context, archive));
    return deployed;
  }

  /** Payara Micro takes the context root from the name of the archive. */
  static void complete(HTTPContext context, Archive<?> archive) {
    String name = archive.getName();
    if (name.endsWith(SUFFIX) && context.getServletByName(TEST_SERVLET) == null) {
      String root = "/" + name.substring(0, name.length() - SUFFIX.length());
      context.add(new Servlet(TEST_SERVLET, root));
    }
  }

  private static String text(Node file) {
    try (InputStream content = file.getAsset().openStream()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException impossible) { // The archive is in memory.
      throw new UncheckedIOException(impossible);
    }
  }
}
