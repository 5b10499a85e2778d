package io.domainflow.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.incontainer.InContainerArchive;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tasks of upkeep, called by the running application itself. */
@ExtendWith(ArquillianExtension.class)
class UpkeepIT {

  @Inject FirstTask first;
  @Inject SecondTask second;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(UpkeepIT.class);
  }

  @Test
  void everyTaskIsCalledAlthoughTheOneBeforeItFails() throws Exception {
    assertThat(first.attended().await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.attended().await(60, TimeUnit.SECONDS)).isTrue();
  }
}
