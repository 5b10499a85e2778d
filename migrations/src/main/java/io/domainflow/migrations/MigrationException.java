package io.domainflow.migrations;

import org.jspecify.annotations.Nullable;

/** The database could not be brought to the schema of this version; the message says why. */
public final class MigrationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MigrationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
