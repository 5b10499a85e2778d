package io.domainflow.incontainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

class PayaraMicroContainerTest {

  private static final String RUNNER = "ArquillianServletRunnerEE9";

  private final WebArchive archive = ShrinkWrap.create(WebArchive.class, "SomeIT.war");
  private final HTTPContext context = new HTTPContext("127.0.0.1", 8080);

  @Test
  void aServletThatTheLogDidNotNameInTimeIsKnown() {
    PayaraMicroContainer.complete(context, archive);

    assertThat(context.getServletByName(RUNNER).getBaseURI())
        .hasToString("http://127.0.0.1:8080/SomeIT/");
  }

  @Test
  void aServletThatTheLogNamedIsLeftAlone() {
    context.add(new Servlet(RUNNER, "/elsewhere"));

    PayaraMicroContainer.complete(context, archive);

    assertThat(context.getServlets())
        .singleElement()
        .extracting(Servlet::getContextRoot)
        .isEqualTo("/elsewhere");
  }
}
