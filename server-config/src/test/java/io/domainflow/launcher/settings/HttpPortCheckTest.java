package io.domainflow.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class HttpPortCheckTest {

  private final Faults faults = new Faults();

  @Test
  void findsATakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpPortCheck.check("127.0.0.1", taken.getLocalPort(), faults);
      assertThat(faults.lines())
          .singleElement()
          .asString()
          .startsWith("Port " + taken.getLocalPort() + " on 127.0.0.1 cannot be used")
          .endsWith("set DOMAINFLOW_HTTP_PORT to another port.");
    }
  }

  /** TEST-NET-1 of RFC 5737 belongs to no machine. */
  @Test
  void findsAnAddressOfAnotherMachine() {
    HttpPortCheck.check("192.0.2.77", 18080, faults);
    assertThat(faults.about("DOMAINFLOW_HTTP_HOST")).isTrue();
  }
}
