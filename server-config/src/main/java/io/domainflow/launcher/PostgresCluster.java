package io.domainflow.launcher;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.launcher.settings.DatabaseAddress;
import io.domainflow.launcher.settings.Faults;
import io.domainflow.launcher.settings.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * The data directory of the embedded PostgreSQL. It is made beside its place and moved there when
 * it is complete: an interrupted initialisation leaves nothing that a later start could take for a
 * database. Every login needs a password from the first moment on (SCRAM, RFC 7677).
 */
final class PostgresCluster {

  static final String ROLE = "domainflow";
  static final String DATABASE = "domainflow";

  private static final String SUPERUSER = "postgres";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DataDirectory directory;
  private final PostgresTools tools;

  PostgresCluster(DataDirectory directory, PostgresTools tools) {
    this.directory = directory;
    this.tools = tools;
  }

  /**
   * Notes a fault if {@code cluster} belongs to another major version of PostgreSQL than {@code
   * majorVersion}: its files cannot be read by this one.
   */
  static void checkVersion(Path cluster, int majorVersion, Faults faults) throws IOException {
    Path file = cluster.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String found = Files.readString(file).strip();
    if (!found.equals(Integer.toString(majorVersion))) {
      faults.add(
          "The data in "
              + cluster
              + " was written by PostgreSQL "
              + found
              + ", and this is PostgreSQL "
              + majorVersion
              + ": dump it with the old version of DomainFlow and load the dump into a new data"
              + " directory, or set "
              + KnownSettings.DATA_DIR
              + " to another directory.");
    }
  }

  /** Creates the cluster, its role and its database if they are missing. */
  void prepare() throws IOException {
    PasswordFile superuser = new PasswordFile(directory.superuserPassword());
    PasswordFile role = new PasswordFile(directory.databasePassword());
    if (!Files.exists(directory.cluster())) {
      initialise(superuser, role);
    } else if (!superuser.exists() || !role.exists()) {
      renewPasswords(superuser, role);
    }
  }

  /** How the application reaches the database on {@code port}. */
  DatabaseAddress address(int port) throws IOException {
    return new DatabaseAddress(
        DatabaseAddress.URL_PREFIX + PostgresServer.HOST + ":" + port + "/" + DATABASE,
        ROLE,
        new PasswordFile(directory.databasePassword()).read());
  }

  private void initialise(PasswordFile superuser, PasswordFile role) throws IOException {
    Path unfinished = directory.cluster().resolveSibling("postgresql.unfinished");
    Directories.delete(unfinished);
    superuser.generate();
    role.generate();
    // The built-in locale sorts alike on every machine, so an index outlives a change of the C
    // library (PostgreSQL manual, section 23.1.4).
    tools.run(
        PATIENCE,
        "",
        "initdb",
        "--pgdata=" + unfinished,
        "--username=" + SUPERUSER,
        "--pwfile=" + superuser.path(),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8");
    single(
        unfinished,
        "CREATE ROLE "
            + ROLE
            + " LOGIN PASSWORD '"
            + role.read()
            + "'\n"
            + "GRANT pg_monitor TO "
            + ROLE
            + "\n"
            + "CREATE DATABASE "
            + DATABASE
            + " OWNER "
            + ROLE
            + "\n");
    Files.move(unfinished, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void renewPasswords(PasswordFile superuser, PasswordFile role) throws IOException {
    superuser.generate();
    role.generate();
    single(
        directory.cluster(),
        "ALTER ROLE "
            + SUPERUSER
            + " PASSWORD '"
            + superuser.read()
            + "'\n"
            + "ALTER ROLE "
            + ROLE
            + " PASSWORD '"
            + role.read()
            + "'\n");
  }

  /** Runs statements, one a line, while no server runs; no password is needed, and none on argv. */
  private void single(Path cluster, String statements) throws IOException {
    tools.run(
        PATIENCE,
        statements,
        "postgres",
        "--single",
        "-D",
        cluster.toString(),
        "-c",
        "exit_on_error=on",
        "postgres");
  }
}
