package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as a client meets it: the WAR on Payara Micro, started by the launcher. */
class CampaignApiIT {

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path data;
  private static LauncherProcess launcher;
  private static ApiClient client;

  @BeforeAll
  static void start() throws IOException {
    launcher = LauncherProcess.startReady(data, Map.of());
    client = new ApiClient(launcher.baseUri());
  }

  @AfterAll
  static void stop() throws IOException {
    launcher.close();
  }

  private static String campaign(String constant, String count) {
    return """
        {"name": "shops", "type": "DOMAIN_GENERATION",
         "generation": {"pattern": "PREFIX", "variableLength": 4,
                        "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "%s",
                        "tlds": ["com", "net"], "count": "%s"}}
        """
        .formatted(constant, count);
  }

  private static List<String> errors(Answer answer) {
    return answer.json().getJsonArray("errors").stream()
        .map(error -> error.asJsonObject().getString("field"))
        .toList();
  }

  @Nested
  class ACampaign {

    @Test
    void isCreatedWithTheAnswerThatTheDesignShows() {
      Answer created = client.post(CAMPAIGNS, campaign("design", "500000"));
      assertThat(created.status()).isEqualTo(201);
      JsonObject json = created.json();
      assertThat(created.location()).endsWith(CAMPAIGNS + "/" + json.getString("id"));
      assertThat(json.keySet())
          .containsExactly(
              "id",
              "name",
              "type",
              "status",
              "version",
              "totalItems",
              "processedItems",
              "successfulItems",
              "failedItems",
              "createdAt",
              "startedAt",
              "completedAt",
              "error",
              "sourceCampaignId",
              "failureTolerancePercent",
              "generation");
      assertThat(json.getString("status")).isEqualTo("PENDING");
      assertThat(json.getInt("version")).isEqualTo(1);
      assertThat(json.getString("totalItems")).isEqualTo("500000");
      assertThat(json.get("startedAt")).isEqualTo(JsonValue.NULL);
      JsonObject generation = json.getJsonObject("generation");
      assertThat(generation.keySet())
          .containsExactly(
              "pattern",
              "variableLength",
              "characterSet",
              "constant",
              "tlds",
              "count",
              "configurationHash",
              "firstOffset",
              "combinations");
      assertThat(generation.getString("combinations")).isEqualTo("913952");
      assertThat(client.get(CAMPAIGNS + "/" + json.getString("id")).json()).isEqualTo(json);
    }

    @Test
    void runsToItsEndAndExportsItsNamesInBothFormats() throws IOException {
      String id = client.startCampaign(campaign("export", "25001"));
      client.awaitStatus(id, "COMPLETED", PATIENCE);

      List<String> csv = lines(client.stream(CAMPAIGNS + "/" + id + "/export", "text/csv"));
      assertThat(csv)
          .hasSize(25_002)
          .startsWith("offset,name", "0,aaaaexport.com", "1,aaaaexport.net");
      List<String> json =
          lines(client.stream(CAMPAIGNS + "/" + id + "/export", "application/x-ndjson"));
      assertThat(json).hasSize(25_001).startsWith("{\"offset\":\"0\",\"name\":\"aaaaexport.com\"}");
    }

    @Test
    void isFollowedPageByPage() {
      String id = client.startCampaign(campaign("pages", "250"));
      client.awaitStatus(id, "COMPLETED", PATIENCE);
      List<String> names = new ArrayList<>();
      String after = "";
      do {
        JsonObject page = client.get(CAMPAIGNS + "/" + id + "/domains?limit=100" + after).json();
        page.getJsonArray("items")
            .forEach(item -> names.add(item.asJsonObject().getString("name")));
        after = page.isNull("next") ? "" : "&after=" + page.getString("next");
      } while (!after.isEmpty());
      assertThat(names).hasSize(250).doesNotHaveDuplicates();

      JsonObject events = client.get(CAMPAIGNS + "/" + id + "/events").json();
      assertThat(events.getJsonArray("items"))
          .extracting(event -> String.valueOf(event.asJsonObject().get("to")))
          .containsExactly("\"PENDING\"", "\"QUEUED\"", "\"RUNNING\"", "\"COMPLETED\"");
      assertThat(client.get(CAMPAIGNS + "/" + id + "/batches").json().getJsonArray("items"))
          .singleElement()
          .satisfies(
              batch ->
                  assertThat(batch.asJsonObject().getInt("successful"))
                      .isEqualTo(batch.asJsonObject().getInt("size"))
                      .isEqualTo(250));
    }

    @Test
    void isListedPageByPage() {
      for (int index = 0; index < 5; index++) {
        client.post(CAMPAIGNS, campaign("listed" + index, "1"));
      }
      for (String sort : List.of("createdAt", "-createdAt", "name", "-name")) {
        Set<String> ids = new HashSet<>();
        int items = 0;
        String cursor = "";
        do {
          JsonObject page =
              client.get(CAMPAIGNS + "?status=PENDING&q=HOP&limit=2&sort=" + sort + cursor).json();
          for (JsonValue item : page.getJsonArray("items")) {
            ids.add(item.asJsonObject().getString("id"));
            items++;
          }
          cursor = page.isNull("next") ? "" : "&cursor=" + page.getString("next");
        } while (!cursor.isEmpty());
        assertThat(ids).as(sort).hasSize(items).hasSizeGreaterThanOrEqualTo(5);
      }
    }

    @Test
    void refusesWhatItsStateDoesNotAllow() {
      String id = client.startCampaign(campaign("state", "10"));
      client.awaitStatus(id, "COMPLETED", PATIENCE);
      Answer refused = client.post(CAMPAIGNS + "/" + id + "/pause");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.contentType()).startsWith("application/problem+json");
      assertThat(refused.json().getString("current")).isEqualTo("COMPLETED");
      assertThat(refused.json().getString("type")).endsWith("illegal-transition");
    }

    @Test
    void isDeletedWithItsNamesButNotItsHistory() {
      String id = client.startCampaign(campaign("deleted", "10"));
      client.awaitStatus(id, "COMPLETED", PATIENCE);
      assertThat(client.delete(CAMPAIGNS + "/" + id).status()).isEqualTo(204);
      assertThat(client.get(CAMPAIGNS + "/" + id).status()).isEqualTo(404);
      assertThat(client.delete(CAMPAIGNS + "/" + id).status()).isEqualTo(404);
      assertThat(client.get(CAMPAIGNS + "/" + id + "/events").json().getJsonArray("items"))
          .hasSize(5);
    }
  }

  @Nested
  class ABadRequest {

    private Answer post(byte[] body) {
      return client.send(
          client
              .request(CAMPAIGNS)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(body)));
    }

    private String total() {
      return Integer.toString(
          client.get(CAMPAIGNS + "?limit=200").json().getJsonArray("items").size());
    }

    @Test
    void namesEveryInvalidField() {
      Answer refused =
          client.post(
              CAMPAIGNS,
              """
              {"name": "", "colour": "red", "type": "DOMAIN_GENERATION",
               "generation": {"pattern": "PREFIX", "variableLength": 99999999999, "characterSet": 5,
                              "constant": "shop", "tlds": ["com", 7], "count": 500000}}
              """);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(errors(refused))
          .contains(
              "colour",
              "generation.variableLength",
              "generation.characterSet",
              "generation.tlds[1]",
              "generation.count");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{",
          "[]",
          "null",
          "{} {}",
          "{\"name\": \"a\", \"name\": \"b\", \"type\": \"DOMAIN_GENERATION\"}",
          "{\"name\": \"a\\u0000b\", \"type\": \"DOMAIN_GENERATION\"}",
          "{\"name\": \"a\", \"type\": \"NOTHING\"}",
          "{\"name\": 1e99999999999, \"type\": \"DOMAIN_GENERATION\"}",
        })
    void isRefusedAndStoresNothing(String body) {
      String before = total();
      assertThat(post(body.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
      assertThat(total()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
      "POST, /api/v1/campaigns",
      "POST, /api/v1/pipelines",
      "POST, /api/v1/generation/preview",
      "PATCH, /api/v1/nodes/x",
    })
    void isRefusedWithoutABodyWhateverItsContentTypeIs(String method, String path) {
      Answer bare = client.send(client.request(path).method(method, BodyPublishers.noBody()));
      Answer typed =
          client.send(
              client
                  .request(path)
                  .header("Content-Type", "application/json")
                  .method(method, BodyPublishers.noBody()));
      for (Answer refused : List.of(bare, typed)) {
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.body()).contains("must be a JSON object, not empty");
      }
    }

    @Test
    void isRefusedWithABodyOfAnotherTypeOrOfNone() {
      Answer untyped =
          client.send(
              client.request(CAMPAIGNS).POST(BodyPublishers.ofString(campaign("untyped", "1"))));
      Answer text =
          client.send(
              client
                  .request(CAMPAIGNS)
                  .header("Content-Type", "text/plain")
                  .POST(BodyPublishers.ofString(campaign("untyped", "1"))));
      for (Answer refused : List.of(untyped, text)) {
        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.contentType()).startsWith("application/problem+json");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "application/json; charset", "/"})
    void isRefusedWithAContentTypeThatIsNone(String contentType) {
      Answer refused =
          client.send(
              client
                  .request(CAMPAIGNS)
                  .header("Content-Type", contentType)
                  .POST(BodyPublishers.ofString("{}")));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.contentType()).startsWith("application/problem+json");
      assertThat(errors(refused)).containsExactly("Content-Type");
    }

    @Test
    void isRefusedWithInvalidUtf8() {
      byte[] body = campaign("utf", "1").getBytes(StandardCharsets.UTF_8);
      body[12] = (byte) 0xC3;
      assertThat(post(body).status()).isEqualTo(400);
    }

    @Test
    void isRefusedBeyondOneMegabyte() {
      String body = "{\"name\": \"" + "x".repeat(1_100_000) + "\"}";
      assertThat(post(body.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
      "/api/v1/campaigns?limit=0, 400",
      "/api/v1/campaigns?limit=201, 400",
      "/api/v1/campaigns?limit=x, 400",
      "/api/v1/campaigns?colour=red, 400",
      "/api/v1/campaigns?sort=colour, 400",
      "/api/v1/campaigns?cursor=abc, 400",
      "/api/v1/campaigns?status=LOST, 400",
      "/api/v1/campaigns/0199aaaa-0000-7000-8000-000000000000, 404",
      "/api/v1/campaigns/nonsense, 404",
      "/api/v1/nothing, 404",
    })
    void getsAProblem(String path, int status) {
      Answer refused = client.get(path);
      assertThat(refused.status()).isEqualTo(status);
      assertThat(refused.contentType()).startsWith("application/problem+json");
      assertThat(refused.json().getInt("status")).isEqualTo(status);
    }
  }

  @Test
  void previewShowsWhatACampaignWouldStore() {
    Answer preview =
        client.post(
            "/api/v1/generation/preview",
            """
            {"pattern": "BOTH", "prefixLength": 1, "suffixLength": 1, "characterSet": "Ba",
             "constant": "x", "tlds": [".COM", "zzzz"], "count": "0"}
            """);
    assertThat(preview.status()).isEqualTo(200);
    JsonObject json = preview.json();
    assertThat(json.getString("characterSet")).isEqualTo("ab");
    assertThat(json.getString("combinations")).isEqualTo("8");
    assertThat(json.getJsonArray("names").toString()).contains("axa.com").contains("axa.zzzz");
    assertThat(json.getJsonArray("warnings").toString()).contains("UNKNOWN_TLD");
  }

  @Test
  void serverTellsAboutItself() {
    assertThat(client.get("/health/live").status()).isEqualTo(200);
    assertThat(client.get("/health/ready").body()).contains("database").contains("migrations");
    assertThat(client.get("/openapi").body()).contains("/campaigns");
    assertThat(client.get("/metrics").body()).contains("domainflow_batches_recorded_total");
  }

  @Test
  void aClientThatLeavesInTheMiddleOfAnExportHarmsNobody() throws IOException {
    String id = client.startCampaign(campaign("leaves", "400000"));
    client.awaitStatus(id, "COMPLETED", PATIENCE);
    try (InputStream export = client.stream(CAMPAIGNS + "/" + id + "/export", "text/csv")) {
      assertThat(export.readNBytes(1_000)).hasSize(1_000);
    }
    assertThat(lines(client.stream(CAMPAIGNS + "/" + id + "/export", "text/csv"))).hasSize(400_001);
    Eventually.until(
        "the log stays quiet about it",
        () -> !launcher.output().contains("SEVERE") && !launcher.output().contains("WARNING"));
  }

  static List<String> lines(InputStream stream) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
