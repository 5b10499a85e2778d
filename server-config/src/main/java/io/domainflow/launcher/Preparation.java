package io.domainflow.launcher;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.launcher.settings.DirectoryLock;
import io.domainflow.launcher.settings.Faults;
import io.domainflow.launcher.settings.HttpPort;
import io.domainflow.launcher.settings.KnownSettings;
import io.domainflow.launcher.settings.LauncherSettings;
import io.domainflow.launcher.settings.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has to be right before anything is started: the data directory is writable and ours alone,
 * its database is of our version, and the port is free. Holds the directory's lock and the port's
 * reservation until closed.
 */
final class Preparation implements AutoCloseable {

  private final LauncherSettings settings;
  private final Faults faults;
  private final Console console;
  private @Nullable DirectoryLock lock;
  private @Nullable HttpPort port;

  Preparation(LauncherSettings settings, Faults faults, Console console) {
    this.settings = settings;
    this.faults = faults;
    this.console = console;
  }

  /**
   * Takes the first data directory and the first port that are free, and stops an application
   * server that a killed launcher left there.
   *
   * @return empty if there are faults
   */
  Optional<Place> take() throws IOException {
    Optional<DataDirectory> taken = takeDirectory();
    if (taken.isPresent()) {
      DataDirectory directory = taken.get();
      if (ApplicationServer.stopOrphan(directory.serverProcessFile())) {
        console.event("stopped the application server that an earlier launcher left");
      }
      if (settings.database().isEmpty()) {
        PostgresCluster.checkVersion(directory.cluster(), postgresMajorVersion(), faults);
      }
      Optional<HttpPort> listening = takePort();
      if (listening.isPresent() && faults.isEmpty()) {
        return Optional.of(new Place(directory, listening.get().number()));
      }
    }
    return Optional.empty();
  }

  /** The major version of the packed PostgreSQL. */
  static int postgresMajorVersion() {
    return Integer.parseInt(Installation.postgresVersion().replaceFirst("\\..*", ""));
  }

  @Override
  public void close() throws IOException {
    if (port != null) {
      port.close();
    }
    if (lock != null) {
      lock.close();
    }
  }

  private Optional<DataDirectory> takeDirectory() throws IOException {
    List<Path> candidates = settings.dataDirectories();
    for (Path candidate : candidates) {
      DataDirectory directory = new DataDirectory(candidate);
      if (!directory.prepare(faults)) {
        return Optional.empty();
      }
      Optional<DirectoryLock> taken = DirectoryLock.tryLock(directory.lockFile());
      if (taken.isPresent()) {
        lock = taken.get();
        return Optional.of(directory);
      }
    }
    faults.add(
        "The data directory "
            + candidates.get(candidates.size() - 1)
            + " is used by a DomainFlow that is running: stop it, or set "
            + KnownSettings.DATA_DIR
            + " to another directory.");
    return Optional.empty();
  }

  private Optional<HttpPort> takePort() throws IOException {
    if (faults.about(KnownSettings.HTTP_HOST) || faults.about(KnownSettings.HTTP_PORT)) {
      return Optional.empty();
    }
    Optional<HttpPort> taken = HttpPort.take(settings, faults);
    port = taken.orElse(null);
    return taken;
  }
}
