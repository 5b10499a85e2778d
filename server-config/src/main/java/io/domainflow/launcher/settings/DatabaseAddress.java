package io.domainflow.launcher.settings;

import java.util.Map;

/**
 * Where the application's database is and how to log in.
 *
 * @param url begins with {@link #URL_PREFIX}
 */
public record DatabaseAddress(String url, String user, String password) {

  public static final String URL_PREFIX = "jdbc:postgresql://";

  public DatabaseAddress {
    if (!url.startsWith(URL_PREFIX)) {
      throw new IllegalArgumentException("not a PostgreSQL URL");
    }
  }

  /**
   * What the application reads. It is handed over by the environment, never by arguments: those can
   * be read by every user of the machine.
   */
  public Map<String, String> environment() {
    return Map.of(
        KnownSettings.DB_URL, url,
        KnownSettings.DB_USER, user,
        KnownSettings.DB_PASSWORD, password);
  }

  /** Without the password and without the URL's parameters, which may hold one. */
  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "") + " as " + user;
  }
}
