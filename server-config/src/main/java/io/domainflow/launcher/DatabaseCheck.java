package io.domainflow.launcher;

import io.domainflow.launcher.settings.DatabaseAddress;
import io.domainflow.launcher.settings.KnownSettings;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Tries the operator's own database before the application is started on it. */
final class DatabaseCheck {

  /** The oldest version that the application's migrations support. */
  static final int MINIMUM_VERSION = 15;

  /** SQLSTATEs of the PostgreSQL manual, appendix A. */
  private static final String INVALID_AUTHORIZATION = "28000";

  private static final String INVALID_PASSWORD = "28P01";
  private static final String UNKNOWN_DATABASE = "3D000";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final String CONNECTION_CLASS = "08";

  private static final String SECONDS_TO_CONNECT = "3";

  private DatabaseCheck() {}

  /** What a try found. */
  sealed interface Outcome {

    /** The application can be started. */
    record Usable() implements Outcome {}

    /** Nobody answers, or the server is just starting: it may be there a little later. */
    record Unreachable(String line) implements Outcome {}

    /** Another try would end alike. */
    record Refused(String line) implements Outcome {}
  }

  /** Connects once. Lines begin with the setting that is wrong. */
  static Outcome tryOnce(DatabaseAddress address) {
    Driver driver;
    try {
      driver = DriverManager.getDriver(address.url());
    } catch (SQLException notUnderstood) {
      return new Outcome.Refused(
          KnownSettings.DB_URL
              + " cannot be understood: write it as jdbc:postgresql://host:port/database.");
    }
    try (Connection connection = driver.connect(address.url(), properties(address))) {
      return checkVersion(connection.getMetaData().getDatabaseMajorVersion());
    } catch (SQLException failure) {
      return outcome(failure, address);
    }
  }

  private static Properties properties(DatabaseAddress address) {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
    properties.setProperty("loginTimeout", SECONDS_TO_CONNECT);
    return properties;
  }

  /** Whether a server of this major version will do. */
  static Outcome checkVersion(int version) {
    return version >= MINIMUM_VERSION
        ? new Outcome.Usable()
        : new Outcome.Refused(
            KnownSettings.DB_URL
                + " leads to PostgreSQL "
                + version
                + ": upgrade that server to "
                + MINIMUM_VERSION
                + " or newer.");
  }

  private static Outcome outcome(SQLException failure, DatabaseAddress address) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return switch (state) {
      case INVALID_PASSWORD, INVALID_AUTHORIZATION ->
          new Outcome.Refused(
              KnownSettings.DB_PASSWORD
                  + " or "
                  + KnownSettings.DB_USER
                  + " is wrong: the database refuses "
                  + address
                  + detail(failure));
      case UNKNOWN_DATABASE ->
          new Outcome.Refused(
              KnownSettings.DB_URL
                  + " names a database that does not exist: create it, or correct the URL"
                  + detail(failure));
      default ->
          mayPass(state)
              ? new Outcome.Unreachable(
                  KnownSettings.DB_URL
                      + ": no database answers at "
                      + address
                      + ": start it, or correct the URL"
                      + detail(failure))
              : new Outcome.Refused(KnownSettings.DB_URL + " cannot be used" + detail(failure));
    };
  }

  private static boolean mayPass(String state) {
    return state.startsWith(CONNECTION_CLASS)
        || state.equals(CANNOT_CONNECT_NOW)
        || state.equals(TOO_MANY_CONNECTIONS);
  }

  private static String detail(SQLException failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    return " (" + message.strip().replaceAll("\\s*\\R\\s*", " ") + ").";
  }
}
