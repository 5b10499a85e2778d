package io.domainflow.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The embedded PostgreSQL on its cluster. {@code pg_ctl} starts it in a session of its own, so
 * Ctrl-C on the terminal does not reach it before the application has ended.
 */
final class PostgresServer implements AutoCloseable {

  /** The only address it listens on. */
  static final String HOST = "127.0.0.1";

  private static final String PROCESS_FILE = "postmaster.pid";
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TO_END = Duration.ofSeconds(5);

  /**
   * Settings on the command line, so that no edited file can switch off what keeps data safe. No
   * value may hold a space: pg_ctl hands them to a shell.
   */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=" + HOST,
          "unix_socket_directories=",
          // A commit that was reported is on the disk.
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          // An eighth of a small machine's memory; the system's cache does the rest.
          "shared_buffers=128MB",
          "max_connections=100",
          // Full pages are most of the WAL of bulk loads; fewer checkpoints make fewer of them.
          "wal_compression=on",
          "max_wal_size=2GB",
          "logging_collector=on",
          "log_directory=../logs",
          // One file a day of the week, each overwritten after a week.
          "log_filename=postgresql-%a.log",
          "log_truncate_on_rotation=on",
          "log_rotation_age=1d",
          "log_rotation_size=0");

  private final Path cluster;
  private final PostgresTools tools;
  private int port;

  PostgresServer(Path cluster, PostgresTools tools) {
    this.cluster = cluster;
    this.tools = tools;
  }

  /**
   * Starts the server on a free port and waits until it takes connections.
   *
   * @throws StartFailure if it cannot be started, also on another port
   */
  void start() throws IOException {
    for (int attempt = 1; ; attempt++) {
      port = freePort();
      try {
        tools.complete(PATIENCE, "pg_ctl", arguments("start", "-l", log(), "-o", options()));
        return;
      } catch (StartFailure failure) {
        // Another program may have taken the port, or processes of a killed server may still be
        // about to end.
        if (attempt == ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  /** The port that the server listens on, after {@link #start}. */
  int port() {
    return port;
  }

  /**
   * The running server, also one that a killed launcher left. A process file of a server that is
   * gone, with a process id that some other program has now, would hinder the next start: it is
   * removed. With an id that nobody has PostgreSQL deals itself.
   */
  Optional<ProcessHandle> running() throws IOException {
    Path file = cluster.resolve(PROCESS_FILE);
    Optional<ProcessHandle> server = serverOf(cluster);
    if (server.isEmpty() && processIn(file).isPresent()) {
      Files.delete(file);
    }
    return server;
  }

  /**
   * The server that has {@code cluster} open. The process file tells its id and, in the second
   * line, the path that it was started with, which may lead through links (PostgreSQL manual,
   * section 66.1). The id may have gone to any program since, also to the server of another
   * cluster, and that must not be stopped: hence the look at its command line.
   */
  static Optional<ProcessHandle> serverOf(Path cluster) throws IOException {
    Path file = cluster.resolve(PROCESS_FILE);
    Optional<ProcessHandle> process = processIn(file);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    String option = lines.size() > 1 ? "-D " + lines.get(1).strip() + " " : "-D " + cluster + " ";
    return process.filter(candidate -> runsPostgres(candidate.info(), option));
  }

  /** Stops the server, if it runs: it ends the sessions, writes everything to disk and ends. */
  @Override
  public void close() throws IOException {
    // Files cannot be read by an interrupted thread; whoever interrupted it waits for this stop.
    Thread.interrupted();
    Optional<ProcessHandle> process = running();
    if (process.isPresent()) {
      tools.complete(PATIENCE, "pg_ctl", arguments("stop", "-m", "fast"));
      // pg_ctl waits only until the process file is gone.
      Processes.awaitEndUninterruptibly(process.get(), TO_END);
    }
  }

  private String[] arguments(String action, String... more) {
    return Stream.concat(
            Stream.of(
                action, "-D", cluster.toString(), "-w", "-t", Long.toString(PATIENCE.toSeconds())),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private String options() {
    return SETTINGS.stream()
        .map(setting -> "-c " + setting)
        .collect(Collectors.joining(" ", "-p " + port + " ", ""));
  }

  private String log() {
    return tools.log().toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<ProcessHandle> processIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    String first = lines.isEmpty() ? "" : lines.get(0).strip();
    return first.matches("[0-9]{1,18}")
        ? ProcessHandle.of(Long.parseLong(first))
        : Optional.empty();
  }

  private static boolean runsPostgres(ProcessHandle.Info info, String option) {
    return info.command().filter(command -> command.endsWith("/postgres")).isPresent()
        && info.commandLine().filter(line -> line.contains(option)).isPresent();
  }
}
