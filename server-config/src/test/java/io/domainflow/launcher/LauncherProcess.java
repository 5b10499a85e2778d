package io.domainflow.launcher;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final Path dataDirectory;
  private final Path outputFile;
  private final int port;
  private final Process process;

  private LauncherProcess(Path dataDirectory, Path outputFile, int port, Process process) {
    this.dataDirectory = dataDirectory;
    this.outputFile = outputFile;
    this.port = port;
    this.process = process;
  }

  /** Starts a launcher on a free port with more environment variables, and does not wait. */
  static LauncherProcess start(Path dataDirectory, Map<String, String> more) throws IOException {
    int port = freePort();
    Map<String, String> settings = new HashMap<>();
    settings.put("DOMAINFLOW_DATA_DIR", dataDirectory.toString());
    settings.put("DOMAINFLOW_HTTP_PORT", Integer.toString(port));
    settings.putAll(more);
    Path output = Files.createTempFile("launcher", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            System.getProperty("launcher.jar"));
    builder.environment().keySet().removeIf(name -> name.startsWith("DOMAINFLOW_"));
    builder.environment().putAll(settings);
    builder.directory(Path.of("/").toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new LauncherProcess(dataDirectory, output, port, builder.start());
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

  /** The port that it was given. */
  int port() {
    return port;
  }

  /** Where DomainFlow answers. */
  URI baseUri() {
    return URI.create("http://127.0.0.1:" + port);
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
    List<ProcessHandle> all = new ArrayList<>();
    all.add(process.toHandle());
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
    return ProcessRecord.read(new DataDirectory(dataDirectory).serverProcessFile())
        .flatMap(ProcessRecord::living);
  }

  /** The embedded database's first process, if it is alive. */
  Optional<ProcessHandle> postgres() throws IOException {
    return PostgresServer.serverOf(new DataDirectory(dataDirectory).cluster());
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
