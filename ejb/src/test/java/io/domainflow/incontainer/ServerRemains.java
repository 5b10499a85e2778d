package io.domainflow.incontainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;

/**
 * The process of one server, and the directories that it and the connector write to: neither
 * removes its own. The directory of temporary files has to be this build's alone.
 */
final class ServerRemains {

  /** How long a server may take to stop. */
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private final String archive;
  private final Path scratch;
  private final Set<ProcessHandle> others = children();
  private List<ProcessHandle> processes = List.of();

  /**
   * Called before the server is started.
   *
   * @param archive the file name of what is going to be deployed
   */
  ServerRemains(String archive) {
    this.archive = archive;
    try {
      this.scratch = Files.createTempDirectory("payara-micro");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Called when the server was started, or it was tried: only now can its process be told. */
  void started() {
    processes = children().stream().filter(process -> !others.contains(process)).toList();
  }

  /** JVM options for the server. The connector splits them at blanks that are not escaped. */
  String options() {
    return " -Djava.io.tmpdir=" + scratch.toString().replace(" ", "\\ ");
  }

  /** Waits for the end of the server, which was told to stop, and removes what it leaves. */
  void remove() {
    processes.forEach(ServerRemains::end);
    try {
      FileUtils.deleteDirectory(scratch.toFile());
      try (DirectoryStream<Path> directories =
          Files.newDirectoryStream(scratch.resolveSibling(""), "arquillian-payara-micro*")) {
        for (Path directory : directories) {
          if (Files.exists(directory.resolve("deployments").resolve(archive))) {
            FileUtils.deleteDirectory(directory.toFile());
          }
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(TO_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      process.destroyForcibly();
      throw new IllegalStateException("The server had to be killed: " + process, late);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
