package io.domainflow.launcher;

import io.domainflow.launcher.settings.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real launcher, run as the operator runs it. Its waits are bounded, and closing it leaves no
 * process. The system property {@code launcher.jar} names the jar, which has its {@code lib} beside
 * it.
 */
final class LauncherProcess implements AutoCloseable {

  /** Twice what a start may take on a loaded machine with two cores. */
  static final Duration START_LIMIT = Duration.ofMinutes(2);

  static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
  private static final Pattern DATABASE_URL =
      Pattern.compile("PostgreSQL is up: (jdbc:postgresql:\\S+)");

  /** Where the launcher says that it is, once DomainFlow is ready. */
  private static final Pattern READY =
      Pattern.compile("DomainFlow is ready after \\d+ ms at \\S+:(\\d+), data in (.*)");

  private static final String DATA_DIRECTORY = "DOMAINFLOW_DATA_DIR";
  private static final String PORT = "DOMAINFLOW_HTTP_PORT";

  /** What the build gives to every server of its tests, nothing in benchmarks. */
  private static final String SERVER_OPTIONS = System.getProperty("test.server.options", "");

  private final Map<String, String> settings;
  private final Path outputFile;
  private final Process process;

  private LauncherProcess(Map<String, String> settings, Path outputFile, Process process) {
    this.settings = Map.copyOf(settings);
    this.outputFile = outputFile;
    this.process = process;
  }

  /** Starts a launcher on a free port with more environment variables, and does not wait. */
  static LauncherProcess start(Path dataDirectory, Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put(DATA_DIRECTORY, dataDirectory.toString());
    settings.put(PORT, Integer.toString(freePort()));
    settings.put("DOMAINFLOW_JAVA_OPTIONS", SERVER_OPTIONS);
    settings.putAll(more);
    return start(settings, List.of());
  }

  /**
   * Starts a launcher that has nothing but {@code settings}, and does not wait. It takes a port and
   * a directory below {@code home} by itself; both are known when it is ready.
   */
  static LauncherProcess startAtHome(Path home, Map<String, String> settings) throws IOException {
    return start(settings, List.of("-Duser.home=" + home));
  }

  private static LauncherProcess start(Map<String, String> settings, List<String> options)
      throws IOException {
    Path output = Files.createTempFile("launcher", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A launcher that is killed leaves files there.
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(options);
    command.addAll(List.of("-jar", System.getProperty("launcher.jar")));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("DOMAINFLOW_"));
    builder.environment().putAll(settings);
    builder.directory(Path.of("/").toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new LauncherProcess(settings, output, builder.start());
  }

  /** Starts a launcher and waits until DomainFlow is ready. */
  static LauncherProcess startReady(Path dataDirectory, Map<String, String> more)
      throws IOException {
    LauncherProcess launcher = start(dataDirectory, more);
    launcher.awaitOutput("DomainFlow is ready");
    return launcher;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The port that it was given, or else has taken. */
  int port() {
    String given = settings.get(PORT);
    return Integer.parseInt(given == null ? ready().group(1) : given);
  }

  /** The data directory that it was given, or else has taken. */
  Path dataDirectory() {
    String given = settings.get(DATA_DIRECTORY);
    return Path.of(given == null ? ready().group(2) : given);
  }

  private Matcher ready() {
    Matcher ready = READY.matcher(output());
    if (!ready.find()) {
      throw new AssertionError("not ready in the output:\n" + output());
    }
    return ready;
  }

  /** Where DomainFlow answers. */
  URI baseUri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** The embedded database's JDBC URL. */
  String databaseUrl() {
    Matcher url = DATABASE_URL.matcher(output());
    if (!url.find()) {
      throw new AssertionError("no database in the output:\n" + output());
    }
    return url.group(1);
  }

  /** All that was printed so far. */
  String output() {
    try {
      return Files.readString(outputFile, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new AssertionError("the output cannot be read", failure);
    }
  }

  /** The lines that tell faults, without their prefix. */
  List<String> faults() {
    return output()
        .lines()
        .filter(line -> line.startsWith("domainflow: "))
        .map(line -> line.substring("domainflow: ".length()))
        .toList();
  }

  void awaitOutput(String text) {
    await(() -> output().contains(text) || !process.isAlive(), START_LIMIT);
    if (!output().contains(text)) {
      throw new AssertionError("ended without \"" + text + "\":\n" + output());
    }
  }

  /** Waits for the launcher's end and gives its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("did not end:\n" + output());
    }
    return process.exitValue();
  }

  /** Sends SIGTERM to the launcher alone and waits for its end. */
  void terminate() {
    process.destroy();
    await(() -> !process.isAlive(), STOP_LIMIT);
  }

  /** Kills the launcher alone (SIGKILL); what it started goes on. */
  void killLauncher() {
    process.destroyForcibly();
    await(() -> !process.isAlive(), STOP_LIMIT);
  }

  /** Kills everything at once, as a power cut would. */
  void killAll() throws IOException {
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    await(() -> all.stream().noneMatch(ProcessHandle::isAlive), STOP_LIMIT);
  }

  /** The launcher, the application server, and the database with its workers, as far as alive. */
  List<ProcessHandle> processes() throws IOException {
    Set<ProcessHandle> all = new LinkedHashSet<>();
    all.add(process.toHandle());
    process.descendants().forEach(all::add);
    if (!settings.containsKey(DATA_DIRECTORY)) {
      return all.stream().filter(ProcessHandle::isAlive).toList();
    }
    applicationServer().ifPresent(all::add);
    Optional<ProcessHandle> postgres = postgres();
    if (postgres.isPresent()) {
      all.add(postgres.get());
      postgres.get().descendants().forEach(all::add);
    }
    return all.stream().filter(ProcessHandle::isAlive).toList();
  }

  /** The application server's process, if it is recorded and alive. */
  Optional<ProcessHandle> applicationServer() throws IOException {
    return ProcessRecord.read(new DataDirectory(dataDirectory()).serverProcessFile())
        .flatMap(ProcessRecord::living);
  }

  /** The embedded database's first process, if it is alive. */
  Optional<ProcessHandle> postgres() throws IOException {
    return PostgresServer.serverOf(new DataDirectory(dataDirectory()).cluster());
  }

  @Override
  public void close() throws IOException {
    try {
      terminate();
    } finally {
      // One that reported a fault has stopped what it started; the data may be another's.
      if (faults().isEmpty()) {
        killAll();
      }
    }
    Files.delete(outputFile);
  }

  /** Polls until {@code condition} holds; fails after {@code limit}. */
  static void await(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
