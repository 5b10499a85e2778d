package io.domainflow.launcher;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the programs of PostgreSQL. They are unpacked beside their place and moved there when
 * they are complete, so the place never holds half of them, whatever interrupts the unpacking.
 */
final class PostgresBinaries {

  private static final String UNFINISHED = ".unfinished";
  private static final int OWNER_EXECUTES = 0100;

  private final Path parent;
  private final String version;

  /**
   * Keeps the programs in {@code parent/version}.
   *
   * @param version of the packed programs; another version is unpacked to a place of its own
   */
  PostgresBinaries(Path parent, String version) {
    this.parent = parent;
    this.version = version;
  }

  /** Whether {@link #directory()} has nothing to do. */
  boolean unpacked() {
    return Files.isDirectory(home());
  }

  /**
   * The directory that has the programs in {@code bin}; unpacks them if they are missing, which
   * takes a few seconds. What an interrupted unpacking left is removed.
   */
  Path directory() throws IOException {
    Path unfinished = parent.resolve(version + UNFINISHED);
    Directories.delete(unfinished);
    if (!unpacked()) {
      Files.createDirectories(unfinished);
      try (InputStream packed =
          DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
              System.getProperty("os.name"), System.getProperty("os.arch"))) {
        unpack(packed, unfinished);
      }
      Files.move(unfinished, home(), StandardCopyOption.ATOMIC_MOVE);
    }
    return home();
  }

  private Path home() {
    return parent.resolve(version);
  }

  private static void unpack(InputStream packed, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(entry, tar, target);
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive of PostgreSQL leads out of its directory");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, target.resolve(entry.getLinkName()));
    } else {
      Files.copy(content, path);
      boolean executable = (entry.getMode() & OWNER_EXECUTES) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
