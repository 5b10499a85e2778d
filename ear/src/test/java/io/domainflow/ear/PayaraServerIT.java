package io.domainflow.ear;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The EAR on a real Payara Server, from its deployment to its undeployment. */
@Tag("payara-server")
class PayaraServerIT {

  private static final int NAMES = 25_000;

  private static final String CAMPAIGN =
      """
      {"name": "shops", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "PREFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
                      "tlds": ["com", "net"], "count": "25000"}}
      """;

  private static final String WRITE_TIMEOUT =
      "configs.config.server-config.network-config.transports.transport.tcp.write-timeout-millis";

  private static final Duration STALL = Duration.ofSeconds(6);

  /** 23 MB, more than the buffers of a loopback connection hold. */
  private static final String LONG_NAMES =
      CAMPAIGN.replace("\"shop\"", "\"" + "x".repeat(50) + "\"").replace("25000", "350000");

  @Test
  void earDeploysRunsACampaignToItsEndAndUndeploys() throws IOException {
    try (TestDatabase database = TestDatabase.create();
        PayaraServer server =
            PayaraServer.start(Path.of(System.getProperty("payara.home")), database)) {
      server.administrate("deploy", "--name", "domainflow", System.getProperty("domainflow.ear"));
      ApiClient client = new ApiClient(server.root());
      client.awaitReady(Duration.ofMinutes(1));

      String id = client.startCampaign(CAMPAIGN);
      JsonObject completed = client.awaitStatus(id, "COMPLETED", Duration.ofMinutes(2));

      assertThat(completed.getString("successfulItems")).isEqualTo(Integer.toString(NAMES));
      assertThat(exportedNames(client, id)).hasSize(NAMES);

      server.administrate("undeploy", "domainflow");
      assertThat(client.get("/api/v1/campaigns").status()).isEqualTo(404);
      assertThat(server.log()).doesNotContain("SEVERE");
    }
  }

  /**
   * The server gives up a write to a client that takes nothing, here after a second, and would then
   * end the answer as if it were whole, for whoever reads on.
   */
  @Test
  void anExportThatItsClientStallsIsCutOff() throws IOException {
    try (TestDatabase database = TestDatabase.create();
        PayaraServer server =
            PayaraServer.start(Path.of(System.getProperty("payara.home")), database)) {
      server.administrate("set", WRITE_TIMEOUT + "=1000");
      server.restart();
      server.administrate("deploy", "--name", "domainflow", System.getProperty("domainflow.ear"));
      ApiClient client = new ApiClient(server.root());
      client.awaitReady(Duration.ofMinutes(1));
      String id = client.startCampaign(LONG_NAMES);
      client.awaitStatus(id, "COMPLETED", Duration.ofMinutes(2));

      String tail = tailAfterStalling(server.root(), "/api/v1/campaigns/" + id + "/export");
      assertThat(tail).doesNotEndWith("0\r\n\r\n");
      assertThat(server.log()).doesNotContain("could not be cut off");
    }
  }

  /** The end of what a client gets that reads a little, nothing for a while, and then the rest. */
  private static String tailAfterStalling(URI root, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout((int) STALL.multipliedBy(10).toMillis());
      socket.connect(new InetSocketAddress(root.getHost(), root.getPort()));
      String request = "GET " + path + " HTTP/1.1\r\nHost: test\r\nAccept: text/csv\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
      long stalled = System.nanoTime();
      Eventually.within(STALL.multipliedBy(2))
          .holds("it has stalled", () -> System.nanoTime() - stalled > STALL.toNanos());
      return tail(socket.getInputStream());
    }
  }

  private static String tail(InputStream answer) throws IOException {
    String tail = "";
    byte[] block = new byte[65_536];
    try {
      for (int read = answer.read(block); read >= 0; read = answer.read(block)) {
        tail += new String(block, 0, read, StandardCharsets.US_ASCII);
        tail = tail.substring(Math.max(0, tail.length() - 200));
        if (tail.endsWith("0\r\n\r\n")) { // The connection itself stays open then.
          return tail;
        }
      }
    } catch (SocketException reset) {
      return tail;
    }
    return tail;
  }

  private static Set<String> exportedNames(ApiClient client, String id) throws IOException {
    Set<String> names = new HashSet<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                client.stream("/api/v1/campaigns/" + id + "/export", "text/csv"),
                StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("offset,name");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        names.add(line.substring(line.indexOf(',') + 1));
      }
    }
    return names;
  }
}
