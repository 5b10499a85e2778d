package io.domainflow.ear;

import io.domainflow.testing.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A domain of its own on a Payara Server, with ports that nobody else has, driven by asadmin as an
 * operator would. Its environment names the database.
 */
final class PayaraServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String DOMAIN = "domainflow-test";

  /** Offsets from the port base (asadmin create-domain, option --portbase). */
  private static final int ADMIN_OFFSET = 48;

  private static final int HTTP_OFFSET = 80;
  private static final int LAST_OFFSET = 100;

  private final Path home;
  private final TestDatabase database;
  private final int portBase = freePortBase();

  private PayaraServer(Path home, TestDatabase database) {
    this.home = home;
    this.database = database;
  }

  /** Creates the domain and starts it. */
  static PayaraServer start(Path home, TestDatabase database) {
    PayaraServer server = new PayaraServer(home, database);
    server.asadmin(
        "create-domain", "--nopassword", "--portbase", Integer.toString(server.portBase), DOMAIN);
    server.asadmin("start-domain", DOMAIN);
    return server;
  }

  URI root() {
    return URI.create("http://127.0.0.1:" + (portBase + HTTP_OFFSET));
  }

  /** Runs a command against the running domain; it must succeed. Returns what it printed. */
  String administrate(String... command) {
    List<String> arguments =
        new ArrayList<>(List.of("--port", Integer.toString(portBase + ADMIN_OFFSET)));
    arguments.addAll(List.of(command));
    return asadmin(arguments.toArray(String[]::new));
  }

  /** Stops the domain and starts it again. */
  void restart() {
    asadmin("stop-domain", DOMAIN);
    asadmin("start-domain", DOMAIN);
  }

  /** What the server logged. */
  String log() {
    try {
      return Files.readString(
          home.resolve(Path.of("glassfish", "domains", DOMAIN, "logs", "server.log")));
    } catch (IOException none) {
      return "no log: " + none.getMessage();
    }
  }

  @Override
  public void close() {
    asadmin("stop-domain", "--kill", DOMAIN);
    asadmin("delete-domain", DOMAIN);
  }

  private String asadmin(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve(Path.of("bin", "asadmin")).toString());
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("asadmin", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().put("DOMAINFLOW_DB_URL", database.jdbcUrl());
      builder.environment().put("DOMAINFLOW_DB_USER", database.user());
      builder.environment().put("DOMAINFLOW_DB_PASSWORD", database.password());
      Process process = builder.start();
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      String printed = Files.readString(output);
      Files.delete(output);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + printed + "\n" + log());
      }
      return printed;
    } catch (IOException failure) {
      throw new AssertionError(command + " could not be run", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted", interrupted);
    }
  }

  /** start-domain hangs for minutes if a port is taken, so all that it wants are tried first. */
  private static int freePortBase() {
    for (int base = 20_000; base < 60_000; base += 200) {
      if (isFree(base)) {
        return base;
      }
    }
    throw new AssertionError("no free range of ports");
  }

  private static boolean isFree(int base) {
    for (int port = base; port <= base + LAST_OFFSET; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(port));
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
