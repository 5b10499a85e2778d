package io.domainflow.transaction.declared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.transaction.refused.RefusedOperations;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operations that could not keep their promise are not even deployed. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class RefusedDeploymentIT {

  private static final String REFUSED = "refused";

  @SuppressWarnings("NullAway") // Arquillian sets it.
  @ArquillianResource
  Deployer deployer;

  @Deployment(name = REFUSED, managed = false, testable = false)
  static WebArchive archive() {
    return InContainerArchive.of(RefusedOperations.class);
  }

  /** Payara Micro starts all the same, and says so: with nothing deployed. */
  @Test
  void theServersLogNamesAllFaultsAndNothingIsDeployed() {
    assertThat(deploy())
        .contains("CDI deployment failure:These operations cannot be deployed")
        .contains("RefusedOperations.insideItsTransaction: it would be retried inside")
        .contains("RefusedOperations.tireless: maxRetries must be 0 to 100, not 1000")
        .contains("RefusedOperations.mistaken: the argument marked with @Concerns")
        .doesNotContain("was successfully deployed")
        .containsPattern("\"Deployed\": \\[\\s*]");
  }

  /** Tries to deploy and returns the server's log, which it copies to the output of its parent. */
  private String deploy() {
    PrintStream console = System.out;
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    System.setOut(new PrintStream(copy, true, UTF_8));
    try {
      deployer.deploy(REFUSED);
      deployer.undeploy(REFUSED);
    } finally {
      System.setOut(console);
      console.print(copy.toString(UTF_8));
    }
    return copy.toString(UTF_8);
  }
}
