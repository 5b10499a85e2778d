package io.domainflow.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A generated password in a file that only its owner may read (mode 0600). */
record PasswordFile(Path path) {

  /** 128 bits: no search finds it (NIST SP 800-63B asks for 112 of a look-up secret). */
  private static final int BYTES = 16;

  boolean exists() {
    return Files.exists(path);
  }

  /** The password, 32 hexadecimal digits. */
  String read() throws IOException {
    return Files.readString(path).strip();
  }

  /** Makes a new password and writes it; a reader sees the old file or all of the new one. */
  void generate() throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, HexFormat.of().formatHex(random) + "\n");
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
