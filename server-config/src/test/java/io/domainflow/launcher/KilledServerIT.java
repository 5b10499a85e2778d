package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign of a million names through kill -9 of all that runs. */
class KilledServerIT {

  private static final int NAMES = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String CAMPAIGN =
      """
      {"name": "million", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "SUFFIX", "variableLength": 5,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
                      "tlds": ["com"], "count": "1000000"}}
      """;

  @TempDir Path data;

  @Test
  void exportsExactlyAMillionDistinctNamesAfterAllWasKilledInTheMiddle() throws IOException {
    String id;
    try (LauncherProcess launcher = LauncherProcess.startReady(data, Map.of())) {
      ApiClient client = new ApiClient(launcher.baseUri());
      id = client.startCampaign(CAMPAIGN);
      Eventually.within(PATIENCE).holds("some names are stored", () -> processed(client, id) > 0);
      launcher.killAll();
    }
    try (LauncherProcess launcher = LauncherProcess.startReady(data, Map.of())) {
      ApiClient client = new ApiClient(launcher.baseUri());
      JsonObject completed = client.awaitStatus(id, "COMPLETED", PATIENCE);
      assertThat(completed.getString("successfulItems")).isEqualTo(Integer.toString(NAMES));

      List<String> export =
          CampaignApiIT.lines(client.stream("/api/v1/campaigns/" + id + "/export", "text/csv"));
      Set<String> names = new HashSet<>();
      export.stream().skip(1).forEach(line -> names.add(line.substring(line.indexOf(',') + 1)));
      assertThat(export).hasSize(NAMES + 1);
      assertThat(names).hasSize(NAMES);
      assertThat(export.get(NAMES)).startsWith((NAMES - 1) + ",");
    }
  }

  private static long processed(ApiClient client, String id) {
    JsonObject campaign = client.campaign(id);
    long processed = Long.parseLong(campaign.getString("processedItems"));
    assertThat(processed).as("killed too late").isLessThan(NAMES);
    return processed;
  }
}
