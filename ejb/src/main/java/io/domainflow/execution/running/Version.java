package io.domainflow.execution.running;

import java.util.Optional;

/** Which version of DomainFlow this is. */
final class Version {

  private Version() {}

  /** As the archive says that holds the features; {@code unpacked} if they are in none. */
  static String ofApplication() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpacked");
  }
}
