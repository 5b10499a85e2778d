package io.domainflow.launcher.settings;

import io.domainflow.config.Setting;
import io.domainflow.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The environment variables that DomainFlow knows. Any other one that begins with {@link #PREFIX}
 * is a typing error, which would otherwise leave a default in force unnoticed.
 */
public final class KnownSettings {

  static final String PREFIX = "DOMAINFLOW_";
  public static final String DATA_DIR = "DOMAINFLOW_DATA_DIR";
  public static final String HTTP_HOST = "DOMAINFLOW_HTTP_HOST";
  public static final String HTTP_PORT = "DOMAINFLOW_HTTP_PORT";
  static final String JAVA_OPTIONS = "DOMAINFLOW_JAVA_OPTIONS";
  public static final String DB_URL = "DOMAINFLOW_DB_URL";
  public static final String DB_USER = "DOMAINFLOW_DB_USER";
  public static final String DB_PASSWORD = "DOMAINFLOW_DB_PASSWORD";

  /** Those that {@link LauncherSettings} reads and checks. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of(DATA_DIR, HTTP_HOST, HTTP_PORT, JAVA_OPTIONS, DB_URL, DB_USER, DB_PASSWORD);

  private KnownSettings() {}

  /** The names among {@code names} that look like settings of DomainFlow and are none, sorted. */
  static Set<String> unknownAmong(Set<String> names) {
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeIf(name -> !name.startsWith(PREFIX));
    Settings.all().forEach(setting -> unknown.remove(setting.name()));
    return unknown;
  }

  /** The faults of the settings that only the application reads, so that they are found at once. */
  static List<String> applicationFaults(Map<String, String> environment) {
    List<String> faults = new ArrayList<>();
    for (Setting<?> setting : Settings.all()) {
      if (!OF_THE_LAUNCHER.contains(setting.name())) {
        try {
          setting.read(environment.get(setting.name()));
        } catch (IllegalArgumentException fault) {
          faults.add(String.valueOf(fault.getMessage()));
        }
      }
    }
    return faults;
  }
}
