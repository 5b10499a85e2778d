package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.Eventually;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitoring as an operator meets it: over the API and on {@code /metrics}. */
class TransactionsApiIT {

  private static final String TRANSACTIONS = "/api/v1/transactions";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final double MICROS = 1e6;

  /** HdrHistogram with two digits. */
  private static final double PRECISION = 0.01;

  @TempDir private static Path data;
  private static LauncherProcess launcher;
  private static ApiClient client;

  @BeforeAll
  static void start() throws IOException {
    launcher = LauncherProcess.startReady(data, Map.of("DOMAINFLOW_METRICS_LIMIT_PERCENT", "100"));
    client = new ApiClient(launcher.baseUri());
  }

  @AfterAll
  static void stop() throws IOException {
    launcher.close();
  }

  private static String create(String constant) {
    return client
        .post(
            "/api/v1/campaigns",
            """
            {"name": "monitored", "type": "DOMAIN_GENERATION",
             "generation": {"pattern": "PREFIX", "variableLength": 2, "characterSet": "abc",
                            "constant": "%s", "tlds": ["com"], "count": "3"}}
            """
                .formatted(constant))
        .json()
        .getString("id");
  }

  private static List<JsonObject> items(String query) {
    return client.get(TRANSACTIONS + query).json().getJsonArray("items").stream()
        .map(JsonValue::asJsonObject)
        .toList();
  }

  private static List<String> operations(String query) {
    return items(query).stream().map(item -> item.getString("operation")).toList();
  }

  @Test
  void whatWasDoneToACampaignStaysWhenTheCampaignIsDeleted() {
    String id = create("deleted");
    assertThat(client.delete("/api/v1/campaigns/" + id).status()).isEqualTo(204);
    Eventually.within(PATIENCE)
        .holds("both are recorded", () -> items("?campaign=" + id).size() == 2);
    assertThat(operations("?campaign=" + id)).containsExactly("delete_campaign", "create_campaign");
    assertThat(operations("?campaign=" + id + "&operation=create_campaign&success=true"))
        .containsExactly("create_campaign");
    assertThat(operations("?campaign=" + id + "&success=false")).isEmpty();
    assertThat(items("/stats?campaign=" + id + "&operation=create_campaign").get(0).getInt("count"))
        .isEqualTo(1);
  }

  @Test
  void whatWasRefusedIsRecordedWithTheReason() {
    String id = create("refused");
    assertThat(client.post("/api/v1/campaigns/" + id + "/resume").status()).isEqualTo(409);
    Eventually.within(PATIENCE)
        .holds("it is recorded", () -> !items("?campaign=" + id + "&success=false").isEmpty());
    JsonObject refused = items("?campaign=" + id + "&success=false").get(0);
    assertThat(refused.getString("operation")).isEqualTo("resume_campaign");
    assertThat(refused.getString("outcome")).isEqualTo("ROLLED_BACK");
    assertThat(refused.getString("error")).contains("PENDING");
    Eventually.within(PATIENCE)
        .holds("its cost is told", () -> operations("/conflicts").contains("resume_campaign"));
  }

  @Test
  void pagesShowEveryTransactionOnce() {
    for (int number = 0; number < 5; number++) {
      create("page" + number);
    }
    String query = "?operation=create_campaign&limit=2";
    Eventually.within(PATIENCE)
        .holds("they are recorded", () -> items("?operation=create_campaign").size() >= 5);
    List<String> all =
        items("?operation=create_campaign").stream().map(TransactionsApiIT::id).toList();
    List<String> paged = new ArrayList<>();
    JsonValue next = JsonValue.NULL;
    do {
      String cursor = next instanceof JsonString text ? "&cursor=" + text.getString() : "";
      JsonObject page = client.get(TRANSACTIONS + query + cursor).json();
      page.getJsonArray("items").forEach(item -> paged.add(id(item.asJsonObject())));
      next = page.get("next");
    } while (next != JsonValue.NULL);
    assertThat(paged).containsExactlyElementsOf(all);
  }

  private static String id(JsonObject item) {
    return item.getString("id");
  }

  /** The rows are the truth: in their own unit, microseconds. */
  @Test
  void theScrapeTellsTheSameInSeconds() {
    for (int number = 0; number < 20; number++) {
      create("scraped" + number);
    }
    String rows = "?operation=create_campaign&limit=200";
    Eventually.within(PATIENCE)
        .holds(
            "all are recorded",
            () -> items(rows).size() == scraped("_count", "") && scraped("_count", "") >= 20);
    List<Double> seconds =
        items(rows).stream().map(row -> micros(row, "durationMicros") / MICROS).sorted().toList();
    double total = seconds.stream().mapToDouble(Double::doubleValue).sum();
    double max = seconds.get(seconds.size() - 1);
    double latest = // The scrape knows those of the last minute, of which these are some.
        items("?operation=create_campaign&limit=20").stream()
            .mapToDouble(row -> micros(row, "durationMicros") / MICROS)
            .max()
            .orElseThrow();
    assertThat(scraped("_sum", "")).isCloseTo(total, within(PRECISION * total));
    assertThat(scraped("", ",quantile=\"1.0\""))
        .isBetween(latest * (1 - PRECISION), max * (1 + PRECISION));
    JsonObject counted = items("/stats?operation=create_campaign").get(0);
    assertThat(counted.getInt("count")).isEqualTo(seconds.size());
    assertThat(micros(counted, "maxMicros") / MICROS).isCloseTo(max, within(PRECISION * max));
  }

  private static double micros(JsonObject item, String field) {
    return item.getJsonNumber(field).doubleValue();
  }

  private static double scraped(String suffix, String more) {
    String start =
        "domainflow_transaction_duration_seconds%s{mp_scope=\"application\",operation=\"create_campaign\",outcome=\"COMMITTED\"%s} "
            .formatted(suffix, more);
    return client
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElse(-1);
  }

  @Test
  void bucketsBeginAtMultiplesOfTheirLength() {
    create("bucket");
    Eventually.within(PATIENCE)
        .holds("it is recorded", () -> !items("/stats?operation=create_campaign").isEmpty());
    assertThat(items("/stats?operation=create_campaign&bucket=60"))
        .allSatisfy(item -> assertThat(item.getString("bucket")).endsWith(":00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stats?to=", "/conflicts?to=", "?to="})
  void theEarliestMomentThereIsHasNoTransactionsBefore(String query) {
    assertThat(items(query + "0001-01-01T00:00:00Z")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "?success=maybe, success",
    "?campaign=1, campaign",
    "?from=yesterday, from",
    "?cursor=1, cursor",
    "?limit=201, limit",
    "/stats?bucket=5, bucket",
    "/stats?bucket=10&from=2026-01-01T00:00:00Z, bucket",
    "/stats?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
    "?from=%2B300000-01-01T00:00:00Z, from",
    "?to=-0001-01-01T00:00:00Z, to",
    "?cursor=%2B300000-01-01T00:00:00Z_c4ca4238-a0b9-2382-0dcc-509a6f75849b, cursor",
    "/stats?to=-999999999-01-01T00:00:00Z, to",
    "/conflicts?to=%2B999999999-12-31T23:59:59Z, to",
    "/active?operation=x, operation"
  })
  void whatIsWrongInARequestIsNamed(String query, String field) {
    ApiClient.Answer answer = client.get(TRANSACTIONS + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().getJsonArray("errors"))
        .extracting(error -> error.asJsonObject().getString("field"))
        .contains(field);
  }
}
