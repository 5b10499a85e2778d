package io.domainflow.ear;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
