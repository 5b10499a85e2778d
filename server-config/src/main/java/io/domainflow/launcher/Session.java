package io.domainflow.launcher;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.launcher.settings.DatabaseAddress;
import io.domainflow.launcher.settings.LauncherSettings;
import io.domainflow.launcher.settings.Place;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One run of DomainFlow, from the database's start to the last process's end. */
final class Session {

  /** How long to wait for the operator's database: databases start late after a reboot. */
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(10);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final Duration READINESS_PATIENCE = Duration.ofSeconds(5);

  private final LauncherSettings settings;
  private final Installation installation;
  private final DataDirectory directory;
  private final int httpPort;
  private final Console console;
  private final Stop stop;
  private final long begin = System.nanoTime();

  Session(
      LauncherSettings settings,
      Installation installation,
      Place place,
      Console console,
      Stop stop) {
    this.settings = settings;
    this.installation = installation;
    this.directory = place.directory();
    this.httpPort = place.httpPort();
    this.console = console;
    this.stop = stop;
  }

  /**
   * Runs until something ends by itself.
   *
   * @throws StopRequested if the thread is interrupted; everything is stopped then
   * @throws StartFailure if something could not be started
   */
  int run() throws IOException {
    Optional<DatabaseAddress> own = settings.database();
    if (own.isPresent()) {
      awaitDatabase(own.get());
      return runServer(own.get(), new CompletableFuture<>());
    }
    String version = Installation.postgresVersion();
    PostgresBinaries binaries = new PostgresBinaries(directory.binaries(), version);
    if (!binaries.unpacked()) {
      console.event("unpacking PostgreSQL " + version + " for the first start");
    }
    PostgresTools tools =
        new PostgresTools(binaries.directory(), directory.logs().resolve("postgresql-start.log"));
    stop.check();
    PostgresCluster cluster = new PostgresCluster(directory, tools);
    try (PostgresServer postgres = new PostgresServer(directory.cluster(), tools)) {
      return runEmbedded(postgres, cluster);
    }
  }

  private int runEmbedded(PostgresServer postgres, PostgresCluster cluster) throws IOException {
    if (postgres.running().isPresent()) {
      postgres.close();
      console.event("stopped the PostgreSQL that an earlier launcher left");
    }
    cluster.prepare();
    stop.check();
    postgres.start();
    stop.check();
    DatabaseAddress address = cluster.address(postgres.port());
    console.event("PostgreSQL is up: " + address);
    ProcessHandle process =
        postgres
            .running()
            .orElseThrow(() -> StartFailure.of("The embedded PostgreSQL ended at once."));
    return runServer(address, process.onExit());
  }

  private int runServer(DatabaseAddress database, CompletableFuture<ProcessHandle> databaseEnd)
      throws IOException {
    ServerFiles files = new ServerFiles(directory.server(), directory.logs());
    try (ApplicationServer server =
        new ApplicationServer(files, directory.serverProcessFile(), console)) {
      server.start(settings, httpPort, installation, database);
      URI base = settings.baseUri(httpPort);
      server.awaitReady(new Readiness(base, READINESS_PATIENCE), stop);
      stop.check();
      announce(base);
      awaitEnd(server.process().onExit(), databaseEnd);
      throw databaseEnd.isDone()
          ? StartFailure.of(
              "The embedded PostgreSQL ended by itself; see " + directory.logs() + ".")
          : StartFailure.of(
              "The application server ended by itself with exit code "
                  + server.exitValue()
                  + "; see "
                  + files.log()
                  + ".");
    }
  }

  private void announce(URI base) {
    long milliseconds = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    console.event(
        "DomainFlow is ready after "
            + milliseconds
            + " ms at "
            + base
            + ", data in "
            + directory.path());
    console.line("");
    console.line(FirstCampaign.commands(base));
  }

  private void awaitDatabase(DatabaseAddress address) {
    long limit = System.nanoTime() + DATABASE_PATIENCE.toNanos();
    while (true) {
      DatabaseCheck.Outcome outcome = DatabaseCheck.tryOnce(address);
      stop.check();
      if (outcome instanceof DatabaseCheck.Outcome.Usable) {
        console.event("the database answers: " + address);
        return;
      } else if (outcome instanceof DatabaseCheck.Outcome.Refused refused) {
        throw StartFailure.ofSettings(refused.line());
      } else if (outcome instanceof DatabaseCheck.Outcome.Unreachable unreachable) {
        if (System.nanoTime() > limit) {
          throw StartFailure.ofSettings(unreachable.line());
        }
        pause();
      } else {
        throw new IllegalStateException("unknown outcome " + outcome);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES.toMillis());
    } catch (InterruptedException interrupted) {
      throw new StopRequested();
    }
  }

  private static void awaitEnd(
      CompletableFuture<ProcessHandle> serverEnd, CompletableFuture<ProcessHandle> databaseEnd) {
    try {
      CompletableFuture.anyOf(serverEnd, databaseEnd).get();
    } catch (InterruptedException interrupted) {
      throw new StopRequested();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("waiting for a process cannot fail", impossible);
    }
  }
}
