package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.ApiClient.Answer;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launchers that are told where their database is, and nothing else. */
class SharedDatabaseIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final int REQUESTS_TO_EACH = 4;

  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'
      """;

  private static final String CAMPAIGN =
      """
      {"name": "%1$s", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "PREFIX", "variableLength": 4,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "%1$s",
                      "tlds": ["com"], "count": "1000"}}
      """;

  @TempDir private static Path home;
  private static TestDatabase database;
  private static LauncherProcess one;
  private static LauncherProcess another;

  /** Both begin at once: with an empty database, and with the same first port before them. */
  @BeforeAll
  static void start() throws IOException {
    database = TestDatabase.create();
    Map<String, String> settings =
        Map.of(
            "DOMAINFLOW_DB_URL", database.jdbcUrl(),
            "DOMAINFLOW_DB_USER", database.user(),
            "DOMAINFLOW_DB_PASSWORD", database.password());
    one = LauncherProcess.startAtHome(home, settings);
    another = LauncherProcess.startAtHome(home, settings);
    one.awaitOutput("DomainFlow is ready");
    another.awaitOutput("DomainFlow is ready");
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      another.close();
    } finally {
      try {
        one.close();
      } finally {
        database.close();
      }
    }
  }

  private static ApiClient client(LauncherProcess launcher) {
    return new ApiClient(launcher.baseUri());
  }

  /** Asks for the campaign of the name, which is the key as well. */
  private static Answer create(LauncherProcess launcher, String name) {
    ApiClient client = client(launcher);
    return client.send(
        client
            .request(CAMPAIGNS)
            .headers("Content-Type", "application/json", "Idempotency-Key", name)
            .POST(BodyPublishers.ofString(CAMPAIGN.formatted(name))));
  }

  private static void isTheOnlyOne(String name, Answer created) {
    assertThat(created.status()).isEqualTo(201);
    for (LauncherProcess launcher : List.of(one, another)) {
      JsonArray found = client(launcher).get(CAMPAIGNS + "?q=" + name).json().getJsonArray("items");
      assertThat(found).singleElement().isEqualTo(created.json());
    }
  }

  @Test
  void workTogetherEachWithAPortAndADirectoryOfItsOwn() {
    for (LauncherProcess launcher : List.of(one, another)) {
      assertThat(launcher.dataDirectory()).hasParent(home.resolve(".domainflow"));
    }
    assertThat(one.port()).isNotEqualTo(another.port());
    assertThat(one.dataDirectory()).isNotEqualTo(another.dataDirectory());

    String id = client(one).startCampaign(CAMPAIGN.formatted("shared"));
    JsonObject completed = client(another).awaitStatus(id, "COMPLETED", PATIENCE);
    assertThat(completed.getString("successfulItems")).isEqualTo("1000");
  }

  /** Whoever comes first waits for a lock, so that all are under way before one is answered. */
  @Test
  void giveTheSameAnswerToARequestThatBothGetAtOnce() throws SQLException {
    List<CompletableFuture<Answer>> crowd;
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        Connection watching = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE campaigns IN SHARE MODE");
      crowd =
          Stream.of(one, another)
              .flatMap(launcher -> Stream.generate(() -> launcher).limit(REQUESTS_TO_EACH))
              .map(launcher -> inAThread(() -> create(launcher, "at-once")))
              .toList();
      Eventually.within(PATIENCE).holds("all wait", () -> waiting(watching) == crowd.size());
      connection.rollback();
    }
    Answer first = crowd.get(0).join();
    assertThat(crowd).allSatisfy(other -> assertThat(other.join()).isEqualTo(first));
    isTheOnlyOne("at-once", first);
  }

  private static CompletableFuture<Answer> inAThread(Supplier<Answer> request) {
    return CompletableFuture.supplyAsync(request, task -> new Thread(task).start());
  }

  private static long waiting(Connection watching) throws SQLException {
    try (Statement statement = watching.createStatement();
        ResultSet rows = statement.executeQuery(WAITING)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** What has become of the campaign since then does not change the answer. */
  @Test
  void giveTheSameAnswerToARequestThatTheOtherHasAnswered() {
    Answer first = create(one, "repeated");
    assertThat(create(another, "repeated")).isEqualTo(first);
    isTheOnlyOne("repeated", first);

    String id = first.json().getString("id");
    assertThat(client(another).post(CAMPAIGNS + "/" + id + "/cancel").status()).isEqualTo(202);
    assertThat(create(another, "repeated")).isEqualTo(first);
    assertThat(create(one, "repeated")).isEqualTo(first);
  }
}
