package io.domainflow.launcher;

import io.domainflow.launcher.settings.LauncherSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files and options that Payara Micro is started with. Its directory is made anew at each
 * start: nothing of worth is in it.
 */
record ServerFiles(Path directory, Path logs) {

  /** Writes the files for {@code settings}. */
  void write(LauncherSettings settings) throws IOException {
    Directories.delete(directory);
    Files.createDirectories(temporary());
    Files.createDirectories(root());
    Files.writeString(bootCommands(), bootCommands(settings));
    Files.writeString(logging(), loggingProperties());
  }

  /** Options for the JVM. */
  List<String> javaOptions() {
    return List.of(
        "-Xmx512m",
        // Said, as a JVM on a small machine would take the serial collector. Idle, G1 had 307 to
        // 322 MB resident and that one 375 to 385, with the same time to start (three interleaved
        // starts each on two cores, JDK 17.0.15, 2026-11-23).
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        // Libraries would word a part of the problem details in the language of the machine.
        "-Duser.language=en",
        "-Djava.io.tmpdir=" + temporary());
  }

  /** Options for Payara Micro that name the files. */
  List<String> payaraOptions() {
    return List.of(
        "--rootdir",
        root().toString(),
        "--prebootcommandfile",
        bootCommands().toString(),
        "--logproperties",
        logging().toString(),
        "--disablephonehome");
  }

  /** The newest file of the server's log. */
  Path log() {
    return logs.resolve("server.0.log");
  }

  private Path root() {
    return directory.resolve("payara");
  }

  private Path temporary() {
    return directory.resolve("tmp");
  }

  private Path bootCommands() {
    return directory.resolve("boot.asadmin");
  }

  private Path logging() {
    return directory.resolve("logging.properties");
  }

  /**
   * Payara binds to all addresses and has no option for another. Its data grid listens on port 6900
   * of all addresses even when clustering is off; it is not used.
   */
  private static String bootCommands(LauncherSettings settings) {
    String configuration = "set configs.config.server-config.";
    return configuration
        + "network-config.network-listeners.network-listener.http-listener.address="
        + settings.httpHost().replace(":", "\\:")
        + "\n"
        + configuration
        + "hazelcast-config-specific-configuration.enabled=false\n";
  }

  private String loggingProperties() throws IOException {
    try (InputStream file = ServerFiles.class.getResourceAsStream("logging.properties")) {
      if (file == null) {
        throw new IOException("logging.properties is missing in the launcher's jar");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          + "java.util.logging.FileHandler.pattern="
          + logs.resolve("server.%g.log").toString().replace("\\", "\\\\")
          + "\n";
    }
  }
}
