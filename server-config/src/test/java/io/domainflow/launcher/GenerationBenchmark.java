package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.ApiClient;
import io.domainflow.testing.BenchmarkReport;
import io.domainflow.testing.BenchmarkResult;
import io.domainflow.testing.BenchmarkResult.Baseline;
import io.domainflow.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Names stored per second of a running campaign, against plain loops on one connection that store
 * the same names in a table of the same shape, 10,000 in a transaction: by COPY and by one
 * array-typed statement. The rounds are run in turns on one database, which grows from 0 to 5
 * million names of campaigns.
 */
@Tag("generation")
class GenerationBenchmark {

  private static final int ROUNDS = 5;

  /** Until the server's code is compiled; with one, the first round was a fifth slower. */
  private static final int WARM_UPS = 3;

  private static final int NAMES = 1_000_000;
  private static final int BATCH = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String CAMPAIGN =
      """
      {"name": "round", "type": "DOMAIN_GENERATION",
       "generation": {"pattern": "PREFIX", "variableLength": 5,
                      "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
                      "tlds": ["com"], "count": "1000000"}}
      """;

  private static final String BASELINE_TABLE =
      """
      CREATE TABLE IF NOT EXISTS baseline_domains
        (LIKE generated_domains INCLUDING CONSTRAINTS INCLUDING INDEXES)
      """;

  private static final String UNNEST =
      """
      INSERT INTO baseline_domains (campaign_id, "offset", name)
      SELECT ?, ? + ordinality - 1, name FROM unnest(?) WITH ORDINALITY AS names (name, ordinality)
      """;

  @TempDir Path data;

  private static final List<String> LETTERS =
      "abcdefghijklmnopqrstuvwxyz".chars().mapToObj(Character::toString).toList();

  @Test
  void generation() throws Exception {
    List<Double> campaign = new ArrayList<>();
    List<Double> copy = new ArrayList<>();
    List<Double> unnest = new ArrayList<>();
    try (TestDatabase database = TestDatabase.create();
        LauncherProcess launcher = LauncherProcess.startReady(data, settings(database))) {
      ApiClient client = new ApiClient(launcher.baseUri());
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        checkpoint(database);
        double generated = generate(client, database, round);
        checkpoint(database);
        double copied = store(database, GenerationBenchmark::copy);
        checkpoint(database);
        double unnested = store(database, GenerationBenchmark::unnest);
        if (round >= 0) {
          campaign.add(generated);
          copy.add(copied);
          unnest.add(unnested);
        }
      }
    }
    List<Double> first = campaign.stream().map(ignored -> campaign.get(0)).toList();
    BenchmarkReport.publish(
        List.of(
            result("generation", campaign, "COPY, one connection", copy),
            result("generation-unnest", campaign, "unnest, one connection", unnest),
            result("generation-growth", campaign, "first of the rounds", first)));
  }

  private static BenchmarkResult result(
      String name, List<Double> values, String baseline, List<Double> baselineValues) {
    return BenchmarkResult.of(name, 1, "names/s", values, new Baseline(baseline, baselineValues));
  }

  private static Map<String, String> settings(TestDatabase database) {
    return Map.of(
        "DOMAINFLOW_DB_URL", database.jdbcUrl(),
        "DOMAINFLOW_DB_USER", database.user(),
        "DOMAINFLOW_DB_PASSWORD", database.password());
  }

  /** The names of the warm-ups are removed, so that the rounds begin with an empty table. */
  private static double generate(ApiClient client, TestDatabase database, int round)
      throws SQLException {
    String id = client.startCampaign(CAMPAIGN);
    JsonObject completed = client.awaitStatus(id, "COMPLETED", PATIENCE);
    assertThat(completed.getString("successfulItems")).isEqualTo(Integer.toString(NAMES));
    if (round < 0) {
      execute(database, "TRUNCATE generated_domains");
    }
    return NAMES
        / seconds(
            Instant.parse(completed.getString("startedAt")),
            Instant.parse(completed.getString("completedAt")));
  }

  /** Stores names that are there already: the baseline pays for the storing alone. */
  private interface Loop {
    void store(Connection connection, UUID campaign, long first, String[] names)
        throws SQLException, IOException;
  }

  private static double store(TestDatabase database, Loop loop) throws SQLException, IOException {
    execute(database, BASELINE_TABLE);
    execute(database, "TRUNCATE baseline_domains");
    List<String[]> batches = batches();
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      UUID campaign = UUID.randomUUID();
      Instant start = Instant.now();
      long first = 0;
      for (String[] names : batches) {
        loop.store(connection, campaign, first, names);
        connection.commit();
        first += names.length;
      }
      return NAMES / seconds(start, Instant.now());
    }
  }

  private static void copy(Connection connection, UUID campaign, long first, String[] names)
      throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY baseline_domains (campaign_id, \"offset\", name) FROM STDIN");
    StringBuilder rows = new StringBuilder();
    for (int index = 0; index < names.length; index++) {
      rows.append(campaign).append('\t').append(first + index).append('\t').append(names[index]);
      rows.append('\n');
    }
    byte[] bytes = rows.toString().getBytes(StandardCharsets.US_ASCII);
    copy.writeToCopy(bytes, 0, bytes.length);
    copy.endCopy();
  }

  private static void unnest(Connection connection, UUID campaign, long first, String[] names)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(UNNEST)) {
      statement.setObject(1, campaign);
      statement.setLong(2, first);
      statement.setArray(3, connection.createArrayOf("text", names));
      statement.executeUpdate();
    }
  }

  private static List<String[]> batches() {
    List<String[]> batches = new ArrayList<>();
    for (int first = 0; first < NAMES; first += BATCH) {
      String[] names = new String[BATCH];
      for (int index = 0; index < BATCH; index++) {
        names[index] = name(first + index);
      }
      batches.add(names);
    }
    return batches;
  }

  private static String name(int offset) {
    StringBuilder variable = new StringBuilder();
    for (int rest = offset, digit = 0; digit < 5; digit++, rest /= LETTERS.size()) {
      variable.insert(0, LETTERS.get(rest % LETTERS.size()));
    }
    return variable.append("shop.com").toString();
  }

  /** What earlier loops have written is not to be paid for by the next one. */
  private static void checkpoint(TestDatabase database) throws SQLException {
    execute(database, "CHECKPOINT");
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double seconds(Instant start, Instant end) {
    return Duration.between(start, end).toNanos() / 1e9;
  }
}
