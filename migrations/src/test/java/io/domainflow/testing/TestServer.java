package io.domainflow.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The one PostgreSQL server of this JVM's tests, started at first use: the one that {@code
 * TEST_POSTGRES_DSN} names, else a container if {@code -Ptestcontainers} asks for it, else an
 * embedded one. What it started itself it stops when the JVM ends.
 */
final class TestServer {

  /** The environment variable with the address of a server that is already there. */
  static final String DSN_VARIABLE = "TEST_POSTGRES_DSN";

  /** The system property that chooses a container, set by the Maven profile of that name. */
  static final String CONTAINER_PROPERTY = "testcontainers";

  private TestServer() {}

  /** The server, with the database from which others are created and dropped. */
  static PostgresAddress address() {
    return Running.ADDRESS;
  }

  /** Whether the server was there before and stays: then nothing may be left on it. */
  static boolean isBorrowed() {
    return !dsn().isBlank();
  }

  private static String dsn() {
    return Objects.requireNonNullElse(System.getenv(DSN_VARIABLE), "");
  }

  private static PostgresAddress start() {
    if (isBorrowed()) {
      return PostgresAddress.parse(dsn());
    }
    if (Boolean.getBoolean(CONTAINER_PROPERTY)) {
      return ContainerPostgres.start();
    }
    try {
      return EmbeddedServer.start();
    } catch (IOException failure) {
      throw new UncheckedIOException("The embedded PostgreSQL did not start", failure);
    }
  }

  /** Initialised once, by the first thread that needs the server. */
  private static final class Running {
    private static final PostgresAddress ADDRESS = start();
  }
}
