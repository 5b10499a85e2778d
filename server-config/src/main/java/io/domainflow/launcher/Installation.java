package io.domainflow.launcher;

import io.domainflow.launcher.settings.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where the launcher's jar is, and what belongs beside it.
 *
 * @param home the directory of the jar
 */
record Installation(Path home) {

  /** The installation that this class was loaded from. */
  static Installation ofThisJar() {
    try {
      Path jar =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Installation(jar.toAbsolutePath().resolveSibling("."));
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("the launcher's jar has no path", impossible);
    }
  }

  Path payaraMicro() {
    return library("payara-micro.jar");
  }

  Path application() {
    return library("domainflow.war");
  }

  /** Notes a fault if the launcher's jar was moved away from its libraries. */
  void check(Faults faults) {
    for (Path file : new Path[] {payaraMicro(), application()}) {
      if (!Files.isReadable(file)) {
        faults.add(
            file
                + " is missing: keep the launcher's jar beside its lib directory, or build both"
                + " with \"mvn package\".");
      }
    }
  }

  /** The version of the packed PostgreSQL, for example 18.6.0. */
  static String postgresVersion() {
    Properties properties = new Properties();
    try (InputStream file = Installation.class.getResourceAsStream("launcher.properties")) {
      properties.load(file);
    } catch (IOException failure) {
      throw new UncheckedIOException("launcher.properties cannot be read", failure);
    }
    return properties.getProperty("postgresql.version");
  }

  private Path library(String name) {
    return home.resolve("lib").resolve(name).normalize();
  }
}
