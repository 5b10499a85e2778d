package io.domainflow.execution.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.incontainer.DataSources;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The deployed product with empty campaigns, and its database. */
final class RemoteExecution {

  /** As many as {@code DOMAINFLOW_WORKERS} allows: the more, the larger the groups. */
  static final int WORKERS = Integer.getInteger("benchmark.workers", 16);

  private static final int OK = 200; // RFC 9110, section 15.3.1.

  /** The product's own. */
  private static final int LEAST_CONNECTIONS = 2;

  private static final int MOST_CONNECTIONS = 32;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Before the system properties, whose ordinal is 400 and which name the proxy of the other tests.
   */
  private static final String SETTINGS =
      """
      config_ordinal=500
      domainflow.db.url=%s
      domainflow.db.user=%s
      domainflow.db.password=%s
      domainflow.workers=%d
      domainflow.metrics.limit.percent=%d
      """;

  private final TestDatabase database;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  /** Talks to the deployment at {@code base}, and lets its database take empty campaigns. */
  RemoteExecution(TestDatabase database, URI base) throws SQLException {
    this.database = database;
    // Without the slash its last part would be replaced by what is asked for.
    this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
    execute("ALTER TABLE campaigns DROP CONSTRAINT IF EXISTS campaigns_type_known");
  }

  /**
   * The product with empty campaigns.
   *
   * @param metricsPercent see {@code DOMAINFLOW_METRICS_LIMIT_PERCENT}; 100 for a row of every
   *     operation
   */
  static WebArchive archive(Class<?> test, TestDatabase database, int metricsPercent) {
    String settings =
        SETTINGS.formatted(
            database.jdbcUrl(), database.user(), database.password(), WORKERS, metricsPercent);
    return InContainerArchive.of(test)
        .addAsResource(new StringAsset(settings), "META-INF/microprofile-config.properties")
        .setWebXML(
            new StringAsset(
                DataSources.descriptor(
                    DataSources.product(database, LEAST_CONNECTIONS, MOST_CONNECTIONS))));
  }

  /** Creates a campaign of so many empty batches. */
  UUID create(long batches) throws IOException, InterruptedException {
    return UUID.fromString(post("?batches=" + batches));
  }

  /** Starts a campaign, and tells when the start was called. */
  Instant start(UUID campaign) throws IOException, InterruptedException {
    return Instant.parse(post("?start=" + campaign));
  }

  /** Runs so many batches, and tells how many were claimed and recorded in a second. */
  double run(long batches) throws IOException, InterruptedException, SQLException {
    UUID campaign = create(batches);
    start(campaign);
    awaitCompletion(campaign);
    Duration took =
        Duration.between(
            moment("SELECT started_at FROM campaigns WHERE id = ?", campaign),
            moment("SELECT completed_at FROM campaigns WHERE id = ?", campaign));
    return batches * 1e9 / took.toNanos();
  }

  /**
   * Waits until the campaign is done. All looks share a connection: opening one for each would take
   * a good part of a processor from what is measured.
   */
  void awaitCompletion(UUID campaign) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement look =
            connection.prepareStatement(
                "SELECT completed_at IS NOT NULL FROM campaigns WHERE id = ?")) {
      look.setObject(1, campaign);
      Eventually.within(PATIENCE).holds("campaign " + campaign + " is done", () -> isTrue(look));
    }
  }

  private static boolean isTrue(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /** Runs a statement on a connection of its own. */
  void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one number that a query gives. */
  double number(String sql, Object... parameters) throws SQLException {
    return value(sql, row -> row.getDouble(1), parameters);
  }

  /** The one point in time that a query gives. */
  Instant moment(String sql, Object... parameters) throws SQLException {
    return value(sql, row -> row.getTimestamp(1).toInstant(), parameters);
  }

  /** Reads the first column. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> T value(String sql, Reader<T> reader, Object... parameters) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setObject(index + 1, parameters[index]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return reader.read(rows);
      }
    }
  }

  private String post(String query) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(base.resolve(ExecutionServlet.PATH + query))
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(OK);
    return response.body();
  }
}
