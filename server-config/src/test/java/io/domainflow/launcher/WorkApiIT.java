package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes, their workers, and pipelines over HTTP. */
class WorkApiIT {

  private static final String NODES = "/api/v1/nodes";
  private static final String PIPELINES = "/api/v1/pipelines";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private static Path data;
  private static LauncherProcess launcher;
  private static ApiClient client;

  @BeforeAll
  static void start() throws IOException {
    launcher =
        LauncherProcess.startReady(
            data, Map.of("DOMAINFLOW_NODE_ID", "worker", "DOMAINFLOW_HEARTBEAT_MS", "200"));
    client = new ApiClient(launcher.baseUri());
  }

  @AfterAll
  static void stop() throws IOException {
    launcher.close();
  }

  private static String stage(String constant) {
    return """
        {"name": "stage", "type": "DOMAIN_GENERATION",
         "generation": {"pattern": "PREFIX", "variableLength": 2, "characterSet": "abc",
                        "constant": "%s", "tlds": ["com"], "count": "9"}}
        """
        .formatted(constant);
  }

  private static JsonObject node() {
    List<JsonObject> alive =
        client.get(NODES).json().getJsonArray("items").stream()
            .map(JsonValue::asJsonObject)
            .filter(node -> node.getBoolean("alive"))
            .toList();
    assertThat(alive).hasSize(1);
    return alive.get(0);
  }

  private static Answer change(String node, String body) {
    return client.send(
        client
            .request(NODES + "/" + node)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private static void awaitWorkers(int workers) {
    Eventually.within(PATIENCE)
        .holds("the node has " + workers + " workers", () -> node().getInt("workers") == workers);
  }

  @Test
  void aNodeTellsWhoItIs() {
    JsonObject node = node();
    assertThat(node.getString("node")).startsWith("worker/");
    assertThat(node.getString("version")).isEqualTo("0.1.0");
    assertThat(node.getInt("wantedWorkers")).isBetween(0, 16);
    assertThat(node.get("goneAt")).isEqualTo(JsonValue.NULL);
  }

  @Test
  void nodesComePageByPage() {
    JsonObject page = client.get(NODES + "?limit=1").json();
    assertThat(page.getJsonArray("items")).hasSize(1);
    assertThat(page.isNull("next")).isTrue();
    assertThat(client.get(NODES + "?after=nonsense").status()).isEqualTo(400);
    assertThat(
            client.get(NODES + "?after=," + node().getString("node")).json().getJsonArray("items"))
        .isEmpty();
  }

  @Test
  void aNodeWithoutWorkersClaimsNothingUntilItHasSomeAgain() {
    String name = node().getString("node");
    assertThat(change(name, "{\"workers\": 0}").status()).isEqualTo(200);
    awaitWorkers(0);
    Answer created =
        client.post(PIPELINES, "{\"stages\": [" + stage("idle") + "], \"start\": true}");
    assertThat(created.status()).isEqualTo(201);
    String id = created.json().getJsonArray("campaigns").getJsonObject(0).getString("id");
    assertThat(client.campaign(id).getString("status")).isEqualTo("QUEUED");
    assertThat(client.get("/api/v1/campaigns/" + id + "/batches").json().getJsonArray("items"))
        .isEmpty();
    assertThat(change(name, "{\"workers\": 3}").status()).isEqualTo(200);
    client.awaitStatus(id, "COMPLETED", PATIENCE);
    awaitWorkers(3);
    assertThat(
            client
                .get("/api/v1/campaigns/" + id + "/reconciliation")
                .json()
                .getJsonArray("differences"))
        .isEmpty();
  }

  @Test
  void whatIsWrongInAChangeOfANodeIsNamed() {
    Answer tooMany = change(node().getString("node"), "{\"workers\": 17}");
    assertThat(tooMany.status()).isEqualTo(400);
    assertThat(tooMany.body()).contains("workers");
    Answer unknown = change("nobody/1", "{\"workers\": 1}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().getString("type")).isEqualTo("/problems/node-not-found");
  }

  @Test
  void whatIsWrongInAPipelineIsNamedByItsStageAndNothingIsCreated() {
    String before = client.get("/api/v1/campaigns").body();
    Answer answer =
        client.post(
            PIPELINES,
            """
            {"stages": [{"name": "", "type": "DOMAIN_GENERATION"}, {"type": "NONE"}, 7], "begin": 1}
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(
            answer.json().getJsonArray("errors").stream()
                .map(error -> error.asJsonObject().getString("field")))
        .contains("begin", "stages[0].name", "stages[0].generation", "stages[1].type", "stages[2]");
    Answer chained =
        client.post(PIPELINES, "{\"stages\": [" + stage("one") + ", " + stage("two") + "]}");
    assertThat(chained.status()).isEqualTo(400);
    assertThat(chained.json().getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo("stages[1].type");
    String tooMany = stage("one").replace("\"9\"", "\"10\"");
    assertThat(client.post(PIPELINES, "{\"stages\": [" + tooMany + "]}").body())
        .contains("\"stages[0].generation.count\"");
    assertThat(client.get("/api/v1/campaigns").body()).isEqualTo(before);
  }

  @Test
  void aRepeatedPipelineIsCreatedOnce() {
    String body = "{\"stages\": [" + stage("repeated") + "]}";
    Answer first = create(body);
    assertThat(first.status()).isEqualTo(201);
    assertThat(create(body)).isEqualTo(first);
  }

  private static Answer create(String body) {
    return client.send(
        client
            .request(PIPELINES)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "pipeline-1")
            .POST(BodyPublishers.ofString(body)));
  }
}
