package io.domainflow.launcher.settings;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that holds everything DomainFlow writes, and what lies where in it. It is private
 * to its user: it holds the passwords of the embedded database.
 */
public record DataDirectory(Path path) {

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Locked while a launcher uses the directory. */
  public Path lockFile() {
    return path.resolve("launcher.lock");
  }

  /** Names the process that runs the application. */
  public Path serverProcessFile() {
    return path.resolve("server.process");
  }

  /** The unpacked programs of PostgreSQL, one directory a version. */
  public Path binaries() {
    return path.resolve("postgresql-binaries");
  }

  /** The embedded database. */
  public Path cluster() {
    return path.resolve("postgresql");
  }

  /** Password of the role that the application uses. */
  public Path databasePassword() {
    return path.resolve("postgresql.password");
  }

  /** Password of the superuser, for the operator. */
  public Path superuserPassword() {
    return path.resolve("postgresql-superuser.password");
  }

  /** Payara's scratch: made anew at each start, so nothing half-written survives in it. */
  public Path server() {
    return path.resolve("server");
  }

  /** Log files of the application and of the embedded database. */
  public Path logs() {
    return path.resolve("logs");
  }

  /**
   * Creates the directory, for its user alone, if it is missing; and so those above it that are
   * missing, for one of them is the data directory of others.
   */
  DataDirectory create() throws IOException {
    Files.createDirectories(path, PRIVATE);
    return this;
  }

  /** Creates the directory if it is missing, and notes a fault if it cannot be written to. */
  public boolean prepare(Faults faults) {
    try {
      create();
      Files.createDirectories(logs());
      Files.delete(Files.createTempFile(path, "write-check", ""));
      return true;
    } catch (FileAlreadyExistsException occupied) {
      faults.add(
          "The data directory "
              + path
              + " cannot be used, as "
              + occupied.getMessage()
              + " is no directory: set "
              + KnownSettings.DATA_DIR
              + " to a directory.");
    } catch (IOException failure) {
      faults.add(
          "The data directory "
              + path
              + " cannot be written to: give this user the right to, or set "
              + KnownSettings.DATA_DIR
              + " to another directory.");
    }
    return false;
  }
}
