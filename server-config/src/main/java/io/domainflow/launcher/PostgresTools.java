package io.domainflow.launcher;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs that come with PostgreSQL, and waits for them. They refuse to run as root: then
 * they run in a user namespace in which they are not (unshare(1)); their files belong to root.
 */
final class PostgresTools {

  private static final Duration TO_CLEAN_UP = Duration.ofSeconds(5);

  private final Path binaries;
  private final Path log;

  /**
   * Uses the programs in {@code binaries}.
   *
   * @param log gets what they print
   */
  PostgresTools(Path binaries, Path log) {
    this.binaries = binaries;
    this.log = log;
  }

  /** Where to read what the programs printed. */
  Path log() {
    return log;
  }

  /**
   * Runs one program to its end, which an interruption brings about.
   *
   * @param input its standard input
   * @throws StartFailure if it fails, or lasts longer than {@code patience}; then it is killed
   * @throws StopRequested if the thread is interrupted
   */
  void run(Duration patience, String input, String program, String... arguments)
      throws IOException {
    Process process = start(program, arguments);
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      check(process, ended, patience, program);
    } catch (InterruptedException interrupted) {
      Processes.stop(process.toHandle(), TO_CLEAN_UP);
      throw new StopRequested();
    }
  }

  /** Like {@link #run}, but an interruption is kept for later: the program ends its work. */
  void complete(Duration patience, String program, String... arguments) throws IOException {
    Process process = start(program, arguments);
    process.getOutputStream().close();
    boolean ended = Processes.awaitEndUninterruptibly(process.toHandle(), patience);
    check(process, ended, patience, program);
  }

  private void check(Process process, boolean ended, Duration patience, String program)
      throws IOException {
    if (!ended) {
      process.destroyForcibly();
      throw failure(program, "did not end within " + patience.toSeconds() + " s");
    }
    if (process.exitValue() != 0) {
      throw failure(program, "failed with exit code " + process.exitValue());
    }
  }

  private Process start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Its messages are read by people who report them: one language, whatever the machine speaks.
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private StartFailure failure(String program, String what) throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    String last = lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).strip();
    return StartFailure.of(
        "The embedded PostgreSQL could not be run: "
            + program
            + " "
            + what
            + last
            + " (see "
            + log
            + ").");
  }
}
