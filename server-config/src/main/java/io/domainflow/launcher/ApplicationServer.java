package io.domainflow.launcher;

import io.domainflow.launcher.settings.DatabaseAddress;
import io.domainflow.launcher.settings.LauncherSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Payara Micro with the application, in a JVM of its own. */
final class ApplicationServer implements AutoCloseable {

  /** How long requests and transactions that run may go on when the server is stopped. */
  private static final Duration TO_STOP = Duration.ofSeconds(20);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** Payara is up: how long the application's own checks may still say no. */
  private static final Duration AFTER_PAYARA = Duration.ofSeconds(10);

  private static final Duration BETWEEN_POLLS = Duration.ofMillis(100);

  private final ServerFiles files;
  private final Path processFile;
  private final ServerOutput output;
  private final Console console;
  private @Nullable Process process;

  ApplicationServer(ServerFiles files, Path processFile, Console console) {
    this.files = files;
    this.processFile = processFile;
    this.console = console;
    this.output = new ServerOutput(console);
  }

  /** Stops the server that a killed launcher left; true if there was one. */
  static boolean stopOrphan(Path processFile) throws IOException {
    Optional<ProcessHandle> orphan = ProcessRecord.read(processFile).flatMap(ProcessRecord::living);
    orphan.ifPresent(process -> Processes.stop(process, TO_STOP));
    Files.deleteIfExists(processFile);
    return orphan.isPresent();
  }

  /** Starts the server on the given database; it is not ready when this returns. */
  void start(
      LauncherSettings settings, int httpPort, Installation installation, DatabaseAddress database)
      throws IOException {
    files.write(settings);
    ProcessBuilder builder = new ProcessBuilder(command(settings, httpPort, installation));
    builder.directory(files.directory().toFile());
    builder.environment().putAll(database.environment());
    builder.redirectErrorStream(true);
    Process started = builder.start();
    process = started;
    started.getOutputStream().close();
    Optional<ProcessRecord> record = ProcessRecord.of(started.toHandle());
    if (record.isPresent()) {
      record.get().write(processFile);
    }
    Thread reader = new Thread(() -> read(started), "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Waits until the application is ready.
   *
   * @throws StartFailure if the server ended, or the application was not deployed, or it takes
   *     longer than two minutes
   * @throws StopRequested if the thread is interrupted
   */
  void awaitReady(Readiness readiness, Stop stop) {
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    while (!readiness.ready()) {
      stop.check();
      if (ended(BETWEEN_POLLS)) {
        throw StartFailure.of(
            "The application server ended with exit code " + exitValue() + reason());
      }
      if (output.started()) {
        limit = Math.min(limit, System.nanoTime() + AFTER_PAYARA.toNanos());
      }
      if (System.nanoTime() > limit) {
        throw StartFailure.of("The application did not become ready" + reason());
      }
    }
  }

  /** The running server's process. */
  ProcessHandle process() {
    return running().toHandle();
  }

  /** What the server's process returned, after its end. */
  int exitValue() {
    return running().exitValue();
  }

  /** Stops the server, if it was started, and waits for its end. */
  @Override
  public void close() throws IOException {
    if (process != null && !Processes.stop(process.toHandle(), TO_STOP)) {
      console.event("the application server had to be killed");
    }
    Files.deleteIfExists(processFile);
  }

  private List<String> command(LauncherSettings settings, int httpPort, Installation installation) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(files.javaOptions());
    command.addAll(settings.javaOptions());
    command.addAll(List.of("-jar", installation.payaraMicro().toString()));
    command.addAll(List.of("--deploy", installation.application().toString()));
    command.addAll(List.of("--contextroot", "/", "--nocluster"));
    command.addAll(List.of("--port", Integer.toString(httpPort)));
    command.addAll(files.payaraOptions());
    return command;
  }

  private void read(Process server) {
    try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
      output.readAll(lines);
    } catch (IOException closed) {
      console.event("the application server's output is lost: " + closed.getMessage());
    }
  }

  private boolean ended(Duration patience) {
    try {
      return running().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new StopRequested();
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the server was not started");
    }
    return process;
  }

  private String reason() {
    return output.reason().map(line -> ": " + line).orElse("") + " (see " + files.log() + ").";
  }
}
