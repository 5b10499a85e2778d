package io.domainflow.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.io.FileUtils;

/**
 * PostgreSQL from real binaries that come as Maven artifacts. They are unpacked once into a
 * directory that all JVMs of this user share; each JVM has a data directory of its own in it.
 */
final class EmbeddedServer {

  /** Held so that its level stays: the library reports each start in five lines of INFO. */
  private static final Logger LIBRARY_LOG = Logger.getLogger("io.zonky.test");

  /** The machine's directory of temporary files, where that of the tests is the build's own. */
  private static final String SHARED_DIRECTORY_PROPERTY = "test.shared.directory";

  private static final String WORKING_DIRECTORY_PROPERTY = "ot.epg.working-dir";

  /** On a busy machine with two cores a start may take longer than the library's ten seconds. */
  private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);

  private EmbeddedServer() {}

  /** Starts a server, which ends with the JVM. After kill -9 a later start removes the orphan. */
  static PostgresAddress start() throws IOException {
    LIBRARY_LOG.setLevel(Level.WARNING);
    Path directory =
        Path.of(
            System.getProperty(SHARED_DIRECTORY_PROPERTY, System.getProperty("java.io.tmpdir")),
            "domainflow-test-postgres-" + System.getProperty("user.name"));
    Files.createDirectories(directory);
    // The library looks here for data directories whose JVM is gone, and stops their servers.
    System.setProperty(WORKING_DIRECTORY_PROPERTY, directory.toString());
    EmbeddedPostgres server = startIn(directory);
    return new PostgresAddress(
        // Not the name localhost, which may mean ::1 first.
        "127.0.0.1:" + server.getPort(), "postgres", List.of(), "postgres", "unchecked");
  }

  private static EmbeddedPostgres startIn(Path directory) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("start.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid()) {
        removeHalfUnpackedBinaries(directory);
      }
      return EmbeddedPostgres.builder()
          .setOverrideWorkingDirectory(directory.toFile())
          .setDataDirectory(directory.resolve("data-" + UUID.randomUUID()))
          .setPGStartupWait(STARTUP_WAIT)
          // The library turns both off, and then no test says anything about durability.
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("listen_addresses", "127.0.0.1")
          .start();
    }
  }

  /**
   * Unpacking that was interrupted leaves a directory that every later start fails on. Called under
   * the lock, so no other JVM is unpacking.
   */
  static void removeHalfUnpackedBinaries(Path directory) throws IOException {
    try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(directory, "PG-*")) {
      for (Path binaries : unpacked) {
        if (Files.notExists(binaries.resolve(".exists"))) {
          FileUtils.deleteDirectory(binaries.toFile());
        }
      }
    }
  }
}
