package io.domainflow.testing;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of a PostgreSQL server, and who connects to it.
 *
 * @param hosts one or more {@code host[:port]}, separated by commas
 * @param database the database's name
 * @param parameters connection parameters as {@code name=value}, already escaped for a URL
 */
record PostgresAddress(
    String hosts, String database, List<String> parameters, String user, String password) {

  /** PostgreSQL manual, section 34.1.1.2, "Connection URIs". */
  private static final Pattern URI =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?"
              + "(?<hosts>[^/?]*)(?:/(?<database>[^?]*))?(?:\\?(?<parameters>.*))?");

  PostgresAddress {
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads a libpq connection URI or a JDBC URL. As in libpq, the host is localhost, the user is the
   * one of the operating system and the database is named like the user unless the URI says
   * otherwise.
   */
  static PostgresAddress parse(String uri) {
    Matcher matcher = URI.matcher(uri.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Not a PostgreSQL address: it has to look like postgresql://user:password@host:port/db");
    }
    String user = part(matcher, "user");
    String password = part(matcher, "password");
    List<String> parameters = new ArrayList<>();
    for (String parameter : part(matcher, "parameters").split("&", -1)) {
      if (parameter.startsWith("user=")) {
        user = parameter.substring("user=".length());
      } else if (parameter.startsWith("password=")) {
        password = parameter.substring("password=".length());
      } else if (!parameter.isEmpty()) {
        parameters.add(parameter);
      }
    }
    String owner = user.isEmpty() ? System.getProperty("user.name") : decode(user);
    String database = decode(part(matcher, "database"));
    String hosts = part(matcher, "hosts");
    return new PostgresAddress(
        hosts.isEmpty() ? "localhost" : hosts,
        database.isEmpty() ? owner : database,
        parameters,
        owner,
        decode(password));
  }

  private static String part(Matcher matcher, String name) {
    return Objects.requireNonNullElse(matcher.group(name), "");
  }

  /** Undoes percent-encoding; unlike in forms, a plus sign stands for itself. */
  private static String decode(String escaped) {
    return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The same server and user, another database. */
  PostgresAddress withDatabase(String other) {
    return new PostgresAddress(hosts, other, parameters, user, password);
  }

  /** Without user and password. */
  String jdbcUrl() {
    String query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    return "jdbc:postgresql://"
        + hosts
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8)
        + query;
  }

  /** Gives a new physical connection each time. */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl());
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }
}
