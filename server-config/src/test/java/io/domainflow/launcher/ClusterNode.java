package io.domainflow.launcher;

import io.domainflow.testing.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of several nodes, which is killed, frozen and started again. Used by one thread. */
final class ClusterNode implements AutoCloseable {

  private final String name;
  private final Path directory;
  private final Map<String, String> settings;
  private @Nullable LauncherProcess process;

  /** A node that is not started. */
  ClusterNode(String name, Path directory, Map<String, String> settings) {
    this.name = name;
    this.directory = directory;
    this.settings = new HashMap<>(settings);
    this.settings.put("DOMAINFLOW_NODE_ID", name);
  }

  /** What the names of its lives begin with. */
  String name() {
    return name;
  }

  /** Starts it, and does not wait. */
  void start() throws IOException {
    close();
    process = LauncherProcess.start(directory, settings);
  }

  void awaitReady() {
    process().awaitOutput("DomainFlow is ready");
  }

  /** Whether it was ready since it was last started, and was not killed. */
  boolean isRunning() {
    return process != null && process.output().contains("DomainFlow is ready");
  }

  ApiClient client() {
    return new ApiClient(process().baseUri());
  }

  /** Stops it as an operator does (SIGTERM to the launcher), and gives the exit code. */
  int stop() throws InterruptedException {
    process().terminate();
    return process().awaitExit();
  }

  /** All that its launcher has printed since it was last started. */
  String output() {
    return process().output();
  }

  /** Kills the application server and its launcher (SIGKILL). */
  void kill() throws IOException {
    process().killAll();
    close();
  }

  /** Stops the application server's clock, so to say (SIGSTOP). */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** One of the counters and gauges that it shows on {@code /metrics}, 0 if there is none. */
  double metric(String metric) {
    return client()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      try {
        process.killAll(); // Nobody waits for a frozen one to stop.
      } finally {
        process.close();
        process = null;
      }
    }
  }

  private LauncherProcess process() {
    return Objects.requireNonNull(process, "the node is not started");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    long id = process().applicationServer().orElseThrow().pid();
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(id)).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("SIG" + signal + " was not sent to " + id);
    }
  }
}
