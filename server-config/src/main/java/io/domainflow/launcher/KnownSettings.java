package io.domainflow.launcher;

import java.util.Set;
import java.util.TreeSet;

/**
 * The environment variables that DomainFlow knows. Any other one that begins with {@link #PREFIX}
 * is a typing error, which would otherwise leave a default in force unnoticed.
 */
final class KnownSettings {

  static final String PREFIX = "DOMAINFLOW_";
  static final String DATA_DIR = "DOMAINFLOW_DATA_DIR";
  static final String HTTP_HOST = "DOMAINFLOW_HTTP_HOST";
  static final String HTTP_PORT = "DOMAINFLOW_HTTP_PORT";
  static final String JAVA_OPTIONS = "DOMAINFLOW_JAVA_OPTIONS";
  static final String DB_URL = "DOMAINFLOW_DB_URL";
  static final String DB_USER = "DOMAINFLOW_DB_USER";
  static final String DB_PASSWORD = "DOMAINFLOW_DB_PASSWORD";

  private static final Set<String> OF_THE_LAUNCHER =
      Set.of(DATA_DIR, HTTP_HOST, HTTP_PORT, JAVA_OPTIONS, DB_URL, DB_USER, DB_PASSWORD);

  /** Read by the application, which also checks their values. */
  private static final Set<String> OF_THE_APPLICATION =
      Set.of("DOMAINFLOW_ADMIN_PASSWORD", "DOMAINFLOW_NODE_ID", "DOMAINFLOW_WORKERS");

  private KnownSettings() {}

  /** The names among {@code names} that look like settings of DomainFlow and are none, sorted. */
  static Set<String> unknownAmong(Set<String> names) {
    Set<String> unknown = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith(PREFIX)
          && !OF_THE_LAUNCHER.contains(name)
          && !OF_THE_APPLICATION.contains(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }
}
