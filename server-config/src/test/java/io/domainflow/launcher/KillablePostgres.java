package io.domainflow.launcher;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.launcher.settings.DatabaseAddress;
import io.domainflow.launcher.settings.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL of a test's own that can be killed and comes back on the same port, as durable as
 * the embedded one.
 */
final class KillablePostgres implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 5;

  private final DataDirectory directory;
  private final PostgresTools tools;
  private final int port;
  private final DatabaseAddress address;

  private KillablePostgres(DataDirectory directory, PostgresTools tools, int port)
      throws IOException {
    this.directory = directory;
    this.tools = tools;
    this.port = port;
    PostgresCluster cluster = new PostgresCluster(directory, tools);
    cluster.prepare();
    this.address = cluster.address(port);
  }

  /** Makes a new database in {@code path} and starts it. */
  static KillablePostgres start(Path path) throws IOException {
    DataDirectory directory = new DataDirectory(path);
    directory.prepare(new Faults());
    PostgresBinaries binaries =
        new PostgresBinaries(directory.binaries(), Installation.postgresVersion());
    PostgresTools tools =
        new PostgresTools(binaries.directory(), directory.logs().resolve("postgresql.log"));
    KillablePostgres postgres = new KillablePostgres(directory, tools, LauncherProcess.freePort());
    postgres.start();
    return postgres;
  }

  /** The settings by which a node finds it. */
  Map<String, String> settings() {
    return address.environment();
  }

  /** A connection of the application's role. */
  Connection connect() throws SQLException {
    return connect(address.user(), address.password());
  }

  /** A connection of the superuser, for whom PostgreSQL keeps some free. */
  Connection administrate() throws SQLException, IOException {
    return connect("postgres", new PasswordFile(directory.superuserPassword()).read());
  }

  /** Kills all its processes at once, as a power cut would. */
  void kill() throws IOException {
    List<ProcessHandle> processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    LauncherProcess.await(
        () -> processes.stream().noneMatch(ProcessHandle::isAlive), LauncherProcess.STOP_LIMIT);
  }

  /** Starts it again on its port. */
  void start() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        tools.complete(PATIENCE, "pg_ctl", arguments());
        return;
      } catch (StartFailure failure) {
        if (attempt == ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  private Connection connect(String user, String password) throws SQLException {
    DriverManager.setLoginTimeout((int) PATIENCE.toSeconds());
    return DriverManager.getConnection(address.url(), user, password);
  }

  private List<ProcessHandle> processes() throws IOException {
    Optional<ProcessHandle> first = PostgresServer.serverOf(directory.cluster());
    List<ProcessHandle> all = new ArrayList<>();
    first.ifPresent(all::add);
    first.ifPresent(process -> process.descendants().forEach(all::add));
    return all;
  }

  private String[] arguments() {
    String options =
        "-p "
            + port
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on";
    return new String[] {
      "start",
      "-w",
      "-D",
      directory.cluster().toString(),
      "-l",
      tools.log().toString(),
      "-o",
      options
    };
  }
}
