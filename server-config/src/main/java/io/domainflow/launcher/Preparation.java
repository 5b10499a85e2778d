package io.domainflow.launcher;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has to be right before anything is started: the data directory is writable and ours alone,
 * its database is of our version, and the port is free. Holds the directory's lock until closed.
 */
final class Preparation implements AutoCloseable {

  private final LauncherSettings settings;
  private final DataDirectory directory;
  private final Faults faults;
  private final Console console;
  private @Nullable DirectoryLock lock;

  Preparation(LauncherSettings settings, Faults faults, Console console) {
    this.settings = settings;
    this.directory = new DataDirectory(settings.dataDirectory());
    this.faults = faults;
    this.console = console;
  }

  DataDirectory directory() {
    return directory;
  }

  /** Notes the faults, and stops an application server that a killed launcher left. */
  void check() throws IOException {
    if (directory.prepare(faults) && lockDirectory()) {
      if (ApplicationServer.stopOrphan(directory.serverProcessFile())) {
        console.event("stopped the application server that an earlier launcher left");
      }
      if (settings.database().isEmpty()) {
        PostgresCluster.checkVersion(directory.cluster(), postgresMajorVersion(), faults);
      }
      checkPort();
    }
  }

  /** The major version of the packed PostgreSQL. */
  static int postgresMajorVersion() {
    return Integer.parseInt(Installation.postgresVersion().replaceFirst("\\..*", ""));
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  private boolean lockDirectory() throws IOException {
    Optional<DirectoryLock> taken = DirectoryLock.tryLock(directory.lockFile());
    if (taken.isEmpty()) {
      faults.add(
          "The data directory "
              + directory.path()
              + " is used by a DomainFlow that is running: stop it, or set "
              + KnownSettings.DATA_DIR
              + " to another directory.");
      return false;
    }
    lock = taken.get();
    return true;
  }

  private void checkPort() {
    if (!faults.about(KnownSettings.HTTP_HOST) && !faults.about(KnownSettings.HTTP_PORT)) {
      HttpPortCheck.check(settings.httpHost(), settings.httpPort(), faults);
    }
  }
}
