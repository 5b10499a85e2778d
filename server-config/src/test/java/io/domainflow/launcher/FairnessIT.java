package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One huge campaign beside small ones. */
class FairnessIT {

  private static final int SMALL_ONES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** "Seconds", on a machine that does other things as well. */
  private static final Duration SECONDS = Duration.ofSeconds(30);

  private static final String CAMPAIGN =
      """
      {"name": "%1$s", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "SUFFIX", "variableLength": 5,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "%1$s",
                      "tlds": ["com"], "count": "%2$d"}}
      """;

  @TempDir Path data;

  /** The huge one is two thousand batches, and has begun before the first small one is created. */
  @Test
  void endsTenCampaignsOfAThousandNamesWhileOneOfAMillionGoesOn() throws IOException {
    Map<String, String> settings = Map.of("DOMAINFLOW_GENERATION_BATCH_SIZE", "500");
    try (LauncherProcess launcher = LauncherProcess.startReady(data, settings)) {
      ApiClient client = new ApiClient(launcher.baseUri());
      String huge = client.startCampaign(CAMPAIGN.formatted("huge", 1_000_000));
      Eventually.within(PATIENCE).holds("the huge one is under way", () -> done(client, huge) > 0);
      List<String> small = new ArrayList<>();
      for (int number = 0; number < SMALL_ONES; number++) {
        small.add(client.startCampaign(CAMPAIGN.formatted("small" + number, 1_000)));
      }
      List<JsonObject> completed =
          small.stream().map(id -> client.awaitStatus(id, "COMPLETED", PATIENCE)).toList();
      long doneMeanwhile = done(client, huge);
      Instant hugeEnd = end(client.awaitStatus(huge, "COMPLETED", PATIENCE));
      Duration longest = Duration.ZERO;
      for (JsonObject campaign : completed) {
        assertThat(end(campaign)).isBefore(hugeEnd);
        Duration took =
            Duration.between(Instant.parse(campaign.getString("createdAt")), end(campaign));
        longest = took.compareTo(longest) > 0 ? took : longest;
      }
      System.out.printf(
          "the longest of the small ones took %d ms; then the huge one had done %d names%n",
          longest.toMillis(), doneMeanwhile);
      assertThat(longest).isLessThan(SECONDS);
    }
  }

  private static Instant end(JsonObject campaign) {
    return Instant.parse(campaign.getString("completedAt"));
  }

  private static long done(ApiClient client, String id) {
    return Long.parseLong(client.campaign(id).getString("processedItems"));
  }
}
