package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launchers that are told where their database is, and nothing else. */
class SharedDatabaseIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String CAMPAIGN =
      """
      {"name": "shared", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "PREFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
                      "tlds": ["com"], "count": "1000"}}
      """;

  @TempDir Path home;

  /** Both begin at once: with an empty database, and with the same first port before them. */
  @Test
  void workTogetherEachWithAPortAndADirectoryOfItsOwn() throws IOException {
    try (TestDatabase database = TestDatabase.create();
        LauncherProcess one = LauncherProcess.startAtHome(home, settings(database));
        LauncherProcess another = LauncherProcess.startAtHome(home, settings(database))) {
      for (LauncherProcess launcher : List.of(one, another)) {
        launcher.awaitOutput("DomainFlow is ready");
        assertThat(launcher.dataDirectory()).hasParent(home.resolve(".domainflow"));
      }
      assertThat(one.port()).isNotEqualTo(another.port());
      assertThat(one.dataDirectory()).isNotEqualTo(another.dataDirectory());

      String id = new ApiClient(one.baseUri()).startCampaign(CAMPAIGN);
      JsonObject completed =
          new ApiClient(another.baseUri()).awaitStatus(id, "COMPLETED", PATIENCE);
      assertThat(completed.getString("successfulItems")).isEqualTo("1000");
    }
  }

  private static Map<String, String> settings(TestDatabase database) {
    return Map.of(
        "DOMAINFLOW_DB_URL", database.jdbcUrl(),
        "DOMAINFLOW_DB_USER", database.user(),
        "DOMAINFLOW_DB_PASSWORD", database.password());
  }
}
