package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.testing.ApiClient;
import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.ForcedState;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client is told is what happened, and the log says the same. */
class AnswerApiIT {

  private static final String CAMPAIGNS = "/api/v1/campaigns";

  /** The state that a call leads to from another, while no batch is under way. */
  private static final Map<String, List<String>> STEPS =
      Map.of(
          "start", List.of("PENDING", "QUEUED"),
          "pause", List.of("QUEUED", "PAUSED"),
          "resume", List.of("PAUSED", "QUEUED"),
          "cancel", List.of("PENDING", "CANCELLED"),
          "retry", List.of("FAILED", "QUEUED"),
          "archive", List.of("CANCELLED", "ARCHIVED"));

  @TempDir private static Path data;
  private static LauncherProcess launcher;
  private static ApiClient client;
  private static Connection database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    launcher = LauncherProcess.startReady(data, Map.of());
    client = new ApiClient(launcher.baseUri());
    String password = new PasswordFile(new DataDirectory(data).databasePassword()).read();
    database = DriverManager.getConnection(launcher.databaseUrl(), "domainflow", password);
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    database.close();
    launcher.close();
  }

  private static String campaign(String name) {
    return """
        {"name": "%s", "type": "DOMAIN_GENERATION",
         "generation": {"pattern": "PREFIX", "variableLength": 2, "characterSet": "abc",
                        "constant": "s%s", "tlds": ["com"], "count": "9"}}
        """
        .formatted(name, UUID.randomUUID().toString().substring(0, 8));
  }

  /** A campaign that is called after a state is deleted by the COMMIT that leads to it. */
  private static void letCampaignsVanish() throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(
          """
          CREATE OR REPLACE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN DELETE FROM campaigns WHERE id = NEW.id; RETURN NULL; END $$
          """);
      statement.execute("DROP TRIGGER IF EXISTS vanish ON campaigns");
      statement.execute(
          """
          CREATE CONSTRAINT TRIGGER vanish AFTER INSERT OR UPDATE ON campaigns
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
          WHEN (NEW.name = 'gone when ' || NEW.status) EXECUTE FUNCTION vanish()
          """);
    }
  }

  private static String vanishing(String state) {
    return campaign("gone when " + state);
  }

  /** What is done is told as done, whatever others do right after its COMMIT. */
  @Test
  void anAnswerIsThatOfItsOperationAndNotOfALaterRead() throws SQLException {
    letCampaignsVanish();
    for (Map.Entry<String, List<String>> step : STEPS.entrySet()) {
      String from = step.getValue().get(0);
      String to = step.getValue().get(1);
      String id = client.post(CAMPAIGNS, vanishing(to)).json().getString("id");
      ForcedState.force(database, id, from);
      Answer answer = client.post(CAMPAIGNS + "/" + id + "/" + step.getKey());
      assertThat(answer.status()).as(step.getKey()).isEqualTo(202);
      assertThat(answer.json().getString("status")).isEqualTo(to);
      assertThat(answer.entityTag())
          .isEqualTo("\"" + answer.json().getJsonNumber("version") + "\"");
      assertThat(client.get(CAMPAIGNS + "/" + id).status()).isEqualTo(404);
    }
    Answer created = client.post(CAMPAIGNS, vanishing("PENDING"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.entityTag()).isEqualTo("\"1\"");
    Answer pipeline =
        client.post("/api/v1/pipelines", "{\"stages\": [" + vanishing("PENDING") + "]}");
    assertThat(pipeline.status()).isEqualTo(201);
  }

  @Test
  void aFailureIsLoggedOnceUnderTheIncidentThatItsClientWasTold() throws SQLException {
    String id = client.post(CAMPAIGNS, campaign("failing")).json().getString("id");
    Answer failed;
    try (Statement statement = database.createStatement()) {
      statement.execute("ALTER TABLE campaign_state_events RENAME TO hidden_events");
      try {
        failed = client.get(CAMPAIGNS + "/" + id + "/events");
      } finally {
        statement.execute("ALTER TABLE hidden_events RENAME TO campaign_state_events");
      }
    }
    assertThat(failed.status()).isEqualTo(500);
    String incident = "incident " + failed.json().getString("incident");
    Eventually.until("it is logged", () -> launcher.output().contains(incident));
    assertThat(launcher.output().lines().filter(line -> line.contains(id + "/events failed,")))
        .singleElement()
        .asString()
        .contains(incident);
  }
}
