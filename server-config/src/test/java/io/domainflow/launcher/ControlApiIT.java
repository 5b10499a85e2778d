package io.domainflow.launcher;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.testing.ApiClient;
import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.ForcedState;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steering campaigns over HTTP: states, versions, refusals, and requests that are repeated. */
class ControlApiIT {

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> STATES =
      List.of(
          "PENDING",
          "QUEUED",
          "RUNNING",
          "PAUSING",
          "PAUSED",
          "COMPLETED",
          "FAILED",
          "CANCELLED",
          "ARCHIVED");

  /** Where each call leads, from each state that it is granted in, while nothing is under way. */
  private static final Map<String, Map<String, String>> GRANTED =
      Map.of(
          "start", leading("QUEUED", "PENDING"),
          "pause", leading("PAUSED", "QUEUED", "RUNNING", "PAUSING"),
          "resume", Map.of("PAUSED", "QUEUED", "PAUSING", "RUNNING"),
          "cancel", leading("CANCELLED", "PENDING", "QUEUED", "RUNNING", "PAUSING", "PAUSED"),
          "retry", leading("QUEUED", "FAILED"),
          "archive", leading("ARCHIVED", "PAUSED", "COMPLETED", "FAILED", "CANCELLED"));

  @TempDir private static Path data;
  private static LauncherProcess launcher;
  private static ApiClient client;
  private static Connection database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    launcher = LauncherProcess.startReady(data, Map.of());
    client = new ApiClient(launcher.baseUri());
    database = connect(launcher);
  }

  private static Connection connect(LauncherProcess running) throws IOException, SQLException {
    String password = new PasswordFile(new DataDirectory(data).databasePassword()).read();
    return DriverManager.getConnection(running.databaseUrl(), "domainflow", password);
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    database.close();
    launcher.close();
  }

  private static Map<String, String> leading(String target, String... states) {
    return Stream.of(states).collect(toMap(state -> state, state -> target));
  }

  private static String campaign(String constant) {
    return """
        {"name": "steered", "type": "DOMAIN_GENERATION",
         "generation": {"pattern": "PREFIX", "variableLength": 2, "characterSet": "abc",
                        "constant": "%s", "tlds": ["com"], "count": "9"}}
        """
        .formatted(constant);
  }

  private static String unique() {
    return "s" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String create() {
    return client.post(CAMPAIGNS, campaign(unique())).json().getString("id");
  }

  /** A campaign that somebody has put into the state; nothing of it is claimable. */
  private static String in(String state) throws SQLException {
    String id = create();
    ForcedState.force(database, id, state);
    return id;
  }

  private static String path(String id, String call) {
    return CAMPAIGNS + "/" + id + "/" + call;
  }

  private static Answer post(String id, String call, String... headers) {
    return client.send(
        client
            .request(path(id, call))
            .headers(headers.length == 0 ? new String[] {"Accept", "*/*"} : headers)
            .POST(BodyPublishers.noBody()));
  }

  private static Answer createWith(String body, String... headers) {
    return client.send(
        client
            .request(CAMPAIGNS)
            .header("Content-Type", "application/json")
            .headers(headers)
            .POST(BodyPublishers.ofString(body)));
  }

  private static List<JsonObject> refusals(String id) {
    return client.get(path(id, "refusals")).json().getJsonArray("items").stream()
        .map(JsonValue::asJsonObject)
        .toList();
  }

  @Test
  void eachCallIsGrantedOrRefusedInEachOfTheNineStatesAndEveryRefusalIsShown() {
    SoftAssertions softly = new SoftAssertions();
    for (String call : GRANTED.keySet()) {
      for (String state : STATES) {
        softly
            .assertThatCode(() -> tryCall(call, state))
            .as("%s in %s", call, state)
            .doesNotThrowAnyException();
      }
    }
    softly.assertAll();
  }

  private static void tryCall(String call, String state) throws SQLException {
    String id = in(state);
    int version = client.campaign(id).getInt("version");
    Answer answer = post(id, call);
    String target = Objects.requireNonNull(GRANTED.get(call)).get(state);
    if (target != null) {
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.json().getString("status")).isEqualTo(target);
      assertThat(answer.json().getInt("version")).isEqualTo(version + 1);
      assertThat(answer.entityTag()).isEqualTo("\"" + (version + 1) + "\"");
      assertThat(firstStepBehind(version, id)).isEqualTo(state + " to " + target);
      assertThat(refusals(id)).isEmpty();
      return;
    }
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().getString("type")).isEqualTo("/problems/illegal-transition");
    assertThat(answer.json().getString("current")).isEqualTo(state);
    assertThat(refusals(id))
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.getString("operation")).isEqualTo(call + "_campaign");
              assertThat(refusal.getString("current")).isEqualTo(state);
              assertThat(refusal.getString("wanted")).isEqualTo(answer.json().getString("wanted"));
            });
    assertThat(client.campaign(id).getString("status")).isEqualTo(state);
  }

  /** What is released may have gone on by now: its history tells what the call did. */
  private static String firstStepBehind(int version, String id) {
    JsonObject event =
        client
            .get(path(id, "events?limit=1&after=" + version))
            .json()
            .getJsonArray("items")
            .getJsonObject(0);
    return event.getString("from") + " to " + event.getString("to");
  }

  @Test
  void onlyACampaignAtWorkIsNotDeleted() throws SQLException {
    for (String state : STATES) {
      boolean isAtWork = Set.of("QUEUED", "RUNNING", "PAUSING").contains(state);
      String id = in(state);
      assertThat(client.delete(CAMPAIGNS + "/" + id).status())
          .as(state)
          .isEqualTo(isAtWork ? 409 : 204);
      assertThat(refusals(id)).hasSize(isAtWork ? 1 : 0);
    }
  }

  @Test
  void whoHasSeenAnOldVersionSteersNothing() throws SQLException {
    String id = in("PAUSED");
    assertThat(client.get(CAMPAIGNS + "/" + id).entityTag()).isEqualTo("\"2\"");
    for (String call : GRANTED.keySet()) {
      Answer stale = post(id, call, "If-Match", "\"1\"");
      assertThat(stale.status()).as(call).isEqualTo(412);
      assertThat(stale.json().getString("type")).isEqualTo("/problems/stale-version");
      assertThat(stale.json().getString("current")).isEqualTo("PAUSED");
    }
    Answer kept =
        client.send(client.request(CAMPAIGNS + "/" + id).header("If-Match", "\"1\"").DELETE());
    assertThat(kept.status()).isEqualTo(412);
    assertThat(refusals(id))
        .hasSize(GRANTED.size() + 1)
        .allMatch(refusal -> refusal.getInt("expectedVersion") == 1);

    Answer archived = post(id, "archive", "If-Match", "\"2\"");
    assertThat(archived.status()).isEqualTo(202);
    assertThat(archived.entityTag()).isEqualTo("\"3\"");
    assertThat(
            client
                .send(client.request(CAMPAIGNS + "/" + id).header("If-Match", "*").DELETE())
                .status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"one\"", "W/\"1\"", "\"1\", \"2\""})
  void aMalformedVersionIsRefusedByName(String tag) {
    String id = create();
    Answer refused = post(id, "cancel", "If-Match", tag);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo("If-Match");
    assertThat(post(id, "cancel", "If-Match", "\"1\"", "If-Match", "\"1\"").status())
        .isEqualTo(400);
    assertThat(client.campaign(id).getString("status")).isEqualTo("PENDING");
  }

  @Test
  void refusalsAreShownPageByPageAndOfUnknownCampaignsNotAtAll() {
    String id = create();
    List.of("pause", "resume", "retry").forEach(call -> post(id, call));
    JsonObject first = client.get(path(id, "refusals?limit=2")).json();
    assertThat(first.getJsonArray("items")).hasSize(2);
    JsonObject second =
        client.get(path(id, "refusals?limit=2&after=" + first.getString("next"))).json();
    assertThat(second.getJsonArray("items").getJsonObject(0).getString("operation"))
        .isEqualTo("retry_campaign");
    assertThat(second.isNull("next")).isTrue();
    assertThat(client.get(path(UUID.randomUUID().toString(), "refusals")).status()).isEqualTo(404);
  }

  @Test
  void aCampaignThatHasRunAgreesWithItself() throws SQLException {
    String id = client.startCampaign(campaign(unique()));
    client.awaitStatus(id, "COMPLETED", PATIENCE);
    JsonObject comparison = client.get(path(id, "reconciliation")).json();
    assertThat(comparison.getJsonArray("differences")).isEmpty();
    assertThat(comparison.getJsonArray("checks").toString()).contains("STATE_REPLAY", "RESULTS");

    JsonObject forced = client.get(path(in("COMPLETED"), "reconciliation")).json();
    assertThat(forced.getJsonArray("differences").toString())
        .contains("\"COUNTERS\"", "\"RESULTS\"", "\"STATE_REPLAY\"");
    assertThat(client.get(path(UUID.randomUUID().toString(), "reconciliation")).status())
        .isEqualTo(404);
  }

  @Test
  void aRepeatedCreationGetsTheSameAnswerAtOnceLaterAndAfterARestart() throws Exception {
    String body = campaign(unique());
    List<CompletableFuture<Answer>> crowd =
        IntStream.range(0, 8)
            .mapToObj(
                one ->
                    CompletableFuture.supplyAsync(() -> createWith(body, "Idempotency-Key", "k-1")))
            .toList();
    Answer first = crowd.get(0).get();
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.contentType()).startsWith("application/json");
    assertThat(first.entityTag()).isEqualTo("\"1\"");
    for (CompletableFuture<Answer> other : crowd) {
      assertThat(other.get()).isEqualTo(first);
    }
    String id = first.json().getString("id");
    assertThat(client.campaign(id)).isEqualTo(first.json());
    assertThat(post(id, "cancel").status()).isEqualTo(202);
    assertThat(createWith(body, "Idempotency-Key", "k-1")).isEqualTo(first);

    database.close();
    launcher.close();
    launcher = LauncherProcess.startReady(data, Map.of());
    client = new ApiClient(launcher.baseUri());
    database = connect(launcher);
    assertThat(createWith(body, "Idempotency-Key", "k-1")).isEqualTo(first);
    assertThat(client.campaign(id).getString("status")).isEqualTo("CANCELLED");
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    assertThat(createWith(campaign(unique()), "Idempotency-Key", "k-2").status()).isEqualTo(201);
    Answer reused = createWith(campaign(unique()), "Idempotency-Key", "k-2");
    assertThat(reused.status()).isEqualTo(422);
    assertThat(reused.contentType()).startsWith("application/problem+json");
    assertThat(reused.json().getString("type")).isEqualTo("/problems/idempotency-key-reused");
  }

  @Test
  void aKeyThatIsNoneIsRefusedByName() {
    String body = campaign(unique());
    for (String key : List.of("a b", "x".repeat(256))) {
      Answer refused = createWith(body, "Idempotency-Key", key);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("Idempotency-Key");
    }
    assertThat(createWith(body, "Idempotency-Key", "a", "Idempotency-Key", "a").status())
        .isEqualTo(400);
  }

  @Test
  void aRefusedCreationLeavesItsKeyFree() {
    String constant = unique();
    String tooMany = campaign(constant).replace("\"9\"", "\"10\"");
    assertThat(createWith(tooMany, "Idempotency-Key", "k-3").status()).isEqualTo(400);
    assertThat(createWith(campaign(constant), "Idempotency-Key", "k-3").status()).isEqualTo(201);
  }

  @Test
  void aKeyThatWouldHaveNoEffectIsRefused() {
    String id = create();
    for (String call : GRANTED.keySet()) {
      Answer refused = post(id, call, "Idempotency-Key", "k-4");
      assertThat(refused.status()).as(call).isEqualTo(400);
      assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("field"))
          .isEqualTo("Idempotency-Key");
    }
    assertThat(
            client
                .send(
                    client
                        .request("/api/v1/nodes/nobody")
                        .headers("Idempotency-Key", "k-4", "Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"workers\": 1}")))
                .status())
        .isEqualTo(400);
    assertThat(
            client
                .send(client.request(CAMPAIGNS + "/" + id).header("Idempotency-Key", "k-4").GET())
                .status())
        .isEqualTo(200);
    assertThat(client.campaign(id).getString("status")).isEqualTo("PENDING");
  }

  @Test
  void theDescriptionNamesTheHeaders() {
    assertThat(client.get("/openapi").body()).contains("If-Match", "Idempotency-Key", "/retry");
  }
}
