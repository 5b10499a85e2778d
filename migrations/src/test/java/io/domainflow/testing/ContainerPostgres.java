package io.domainflow.testing;

import java.util.List;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container. Loaded only when asked for, as Testcontainers may be absent. */
final class ContainerPostgres {

  /** The major version is the one of the embedded server. */
  private static final String IMAGE = "postgres:18";

  private ContainerPostgres() {}

  /** Starts a container, which Testcontainers removes when the JVM ends. */
  static PostgresAddress start() {
    // Closing is Testcontainers' own affair: its reaper outlives a killed JVM.
    @SuppressWarnings("resource")
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    // Its default command turns fsync off, and then no test says anything about durability.
    container.withCommand("postgres", "-c", "max_connections=300");
    container.start();
    return new PostgresAddress(
        container.getHost() + ":" + container.getFirstMappedPort(),
        container.getDatabaseName(),
        List.of(),
        container.getUsername(),
        container.getPassword());
  }
}
