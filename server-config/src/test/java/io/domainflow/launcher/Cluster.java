package io.domainflow.launcher;

import io.domainflow.testing.Eventually;
import io.domainflow.testing.WorkInvariants;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several nodes on one PostgreSQL. Closing it ends every process, whatever has happened. */
final class Cluster implements AutoCloseable {

  /** Small and soon started; there are several of them on one machine. */
  private static final String JAVA_OPTIONS = "-Xmx256m -XX:TieredStopAtLevel=1";

  /**
   * Work takes as long as the test wants: each batch, which reads its definition under a policy
   * that sleeps, and each name that is stored, in the transaction that records it.
   */
  private static final List<String> SLOWNESS =
      List.of(
          """
          CREATE TABLE slowness (
              seconds_for_a_batch double precision NOT NULL,
              seconds_for_a_name  double precision NOT NULL)
          """,
          "INSERT INTO slowness VALUES (0, 0)",
          """
          CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM pg_sleep((SELECT seconds_for_a_name FROM slowness) * (SELECT count(*) FROM added));
            RETURN NULL;
          END $$
          """,
          """
          CREATE TRIGGER slow_down AFTER INSERT ON generated_domains
          REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION slow_down()
          """,
          """
          CREATE FUNCTION slowly() RETURNS boolean VOLATILE LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM pg_sleep((SELECT seconds_for_a_batch FROM slowness));
            RETURN true;
          END $$
          """,
          "CREATE POLICY slowly ON generation_definitions FOR SELECT USING (slowly())",
          "CREATE POLICY freely ON generation_definitions FOR INSERT WITH CHECK (true)",
          "ALTER TABLE generation_definitions ENABLE ROW LEVEL SECURITY",
          "ALTER TABLE generation_definitions FORCE ROW LEVEL SECURITY");

  /** More than a node's pool has. */
  private static final int REQUESTS = 40;

  private static final int POOL = 32;
  private static final String IN_USE = "domainflow_connections_in_use";

  private final KillablePostgres postgres;
  private final List<ClusterNode> nodes = new ArrayList<>();
  private boolean slowable;

  private Cluster(KillablePostgres postgres) {
    this.postgres = postgres;
  }

  /** Starts the database and the nodes, and waits until all are ready. */
  static Cluster start(Path directory, int nodes, Map<String, String> settings)
      throws IOException, SQLException {
    Cluster cluster = new Cluster(KillablePostgres.start(directory.resolve("database")));
    try {
      cluster.startNodes(directory, nodes, settings);
      return cluster;
    } catch (IOException | SQLException | AssertionError failure) {
      cluster.close();
      throw failure;
    }
  }

  private void startNodes(Path directory, int count, Map<String, String> more)
      throws IOException, SQLException {
    Map<String, String> settings = new HashMap<>(postgres.settings());
    settings.put("DOMAINFLOW_JAVA_OPTIONS", JAVA_OPTIONS);
    settings.putAll(more);
    for (int number = 1; number <= count; number++) {
      String name = "node-" + number;
      ClusterNode node = new ClusterNode(name, directory.resolve(name), settings);
      nodes.add(node);
      node.start();
    }
    nodes.forEach(ClusterNode::awaitReady);
  }

  KillablePostgres postgres() {
    return postgres;
  }

  List<ClusterNode> nodes() {
    return nodes;
  }

  /** Those that are ready and were not killed. */
  List<ClusterNode> running() {
    return nodes.stream().filter(ClusterNode::isRunning).toList();
  }

  /** From now on each batch takes so long, and besides so long for each name to be stored. */
  void slowDown(double secondsForBatch, double secondsForName) throws SQLException {
    if (!slowable) {
      for (String sql : SLOWNESS) {
        execute(sql);
      }
      slowable = true;
    }
    execute(
        "UPDATE slowness SET seconds_for_a_batch = %s, seconds_for_a_name = %s"
            .formatted(secondsForBatch, secondsForName));
  }

  /** Runs a statement as the application's role. */
  void execute(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs a statement as the superuser. */
  void administrate(String sql) throws SQLException, IOException {
    try (Connection connection = postgres.administrate();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Waits at most {@code patience} until a query gives 0. All looks share a connection: opening one
   * for each would take a good part of a processor from the nodes.
   */
  void awaitZero(Duration patience, String what, String sql) throws SQLException, IOException {
    try (Connection connection = postgres.administrate();
        PreparedStatement look = connection.prepareStatement(sql)) {
      Eventually.within(patience)
          .holds(
              what,
              () -> {
                try (ResultSet rows = look.executeQuery()) {
                  return rows.next() && rows.getLong(1) == 0;
                }
              });
    }
  }

  /** The one number that a query gives. */
  long number(String sql, Object... parameters) throws SQLException, IOException {
    try (Connection connection = postgres.administrate();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setObject(index + 1, parameters[index]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /**
   * Requests wait for a lock, each with a connection, until the nodes that run have none for their
   * work. Whatever is answered is asked again, so that this lasts as long as it is to last.
   *
   * @return how often each status was answered
   */
  Map<Integer, Integer> exhaustPools(UUID campaign, Duration duration)
      throws SQLException, IOException {
    HttpClient http = HttpClient.newHttpClient();
    Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<HttpResponse<Void>>> requests = new ArrayList<>();
    try (Connection connection = postgres.administrate();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE generated_domains IN ACCESS EXCLUSIVE MODE");
      for (ClusterNode node : running()) {
        HttpRequest names =
            node.client().request("/api/v1/campaigns/" + campaign + "/domains?limit=1").build();
        for (int request = 0; request < REQUESTS; request++) {
          requests.add(askUntil(over, http, names, statuses));
        }
      }
      for (ClusterNode node : running()) {
        Eventually.until(node.name() + " has no connection", () -> node.metric(IN_USE) == POOL);
      }
      last(duration);
      connection.rollback();
    } finally {
      over.set(true);
    }
    requests.forEach(CompletableFuture::join);
    return statuses;
  }

  private static CompletableFuture<HttpResponse<Void>> askUntil(
      AtomicBoolean over, HttpClient http, HttpRequest request, Map<Integer, Integer> statuses) {
    return http.sendAsync(request, BodyHandlers.discarding())
        .thenCompose(
            answer -> {
              statuses.merge(answer.statusCode(), 1, Integer::sum);
              return over.get()
                  ? CompletableFuture.completedFuture(answer)
                  : askUntil(over, http, request, statuses);
            });
  }

  /** A fault has to last; there is nothing to wait for. */
  static void last(Duration duration) {
    long begin = System.nanoTime();
    Eventually.within(duration.multipliedBy(2))
        .holds("the fault has lasted", () -> System.nanoTime() - begin > duration.toNanos());
  }

  /** See {@link WorkInvariants}. */
  List<String> offenders() throws SQLException, IOException {
    try (Connection connection = postgres.administrate()) {
      return WorkInvariants.offenders(connection);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (ClusterNode node : nodes) {
        node.close();
      }
    } finally {
      postgres.close();
    }
  }
}
