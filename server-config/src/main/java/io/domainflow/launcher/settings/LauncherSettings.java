package io.domainflow.launcher.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the operator chose, read from the environment. Several nodes on one machine need no further
 * settings than that of their common database: of ports and directories that nobody chose, each
 * takes the first that is free.
 *
 * @param httpHost host name or address that the HTTP port is bound to
 * @param httpPorts the ports to try in this order, 1 to 65535, or 0 for any free one
 * @param dataDirectories absolute, to try in this order; the one taken holds everything that
 *     DomainFlow writes
 * @param reservations the directory in which the launchers of this user reserve ports
 * @param database the operator's own database; empty: the embedded one
 * @param javaOptions more options for the application's JVM, after the launcher's own
 */
public record LauncherSettings(
    String httpHost,
    List<Integer> httpPorts,
    List<Path> dataDirectories,
    Path reservations,
    Optional<DatabaseAddress> database,
    List<String> javaOptions) {

  static final String DEFAULT_HTTP_HOST = "127.0.0.1";
  static final int DEFAULT_HTTP_PORT = 8080;

  /** How many nodes of one database a machine may have without being told ports for them. */
  static final int NODES = 100;

  private static final int HIGHEST_PORT = 65535;
  private static final String DEFAULT_DIRECTORY_NAME = ".domainflow";
  private static final String NODE_DIRECTORY_PREFIX = "node-";

  /** A host name (RFC 1123 section 2.1), or an IPv4 or IPv6 address. */
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z.-]{1,253}|[0-9A-Fa-f:.]{2,45}");

  public LauncherSettings {
    boolean ports = httpPorts.stream().allMatch(port -> port >= 0 && port <= HIGHEST_PORT);
    if (httpPorts.isEmpty() || !ports || !HOST.matcher(httpHost).matches()) {
      throw new IllegalArgumentException("no address: " + httpHost + " " + httpPorts);
    }
    httpPorts = List.copyOf(httpPorts);
    dataDirectories =
        dataDirectories.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Reads the settings. A variable that is set to nothing counts as not set; one with a fault,
   * which {@code faults} gets, counts as its default, so that the checks can go on.
   *
   * @param home the user's home directory, for the default data directory
   */
  public static LauncherSettings read(Map<String, String> environment, Path home, Faults faults) {
    Reader reader = new Reader(environment, faults);
    reader.refuseUnknown();
    KnownSettings.applicationFaults(environment).forEach(faults::add);
    String host = reader.host();
    List<Integer> ports = reader.ports();
    Path common = home.resolve(DEFAULT_DIRECTORY_NAME);
    List<Path> directories = reader.directories(common);
    return new LauncherSettings(
        host, ports, directories, common, reader.database(), reader.javaOptions());
  }

  /**
   * Where this machine reaches the application. Bound to all addresses, it is reached by the
   * loopback one; an IPv6 address stands in brackets (RFC 3986 section 3.2.2).
   *
   * @param httpPort the one that was taken
   */
  public URI baseUri(int httpPort) {
    String host =
        switch (httpHost) {
          case "0.0.0.0" -> DEFAULT_HTTP_HOST;
          case "::" -> "[::1]";
          default -> httpHost.contains(":") ? "[" + httpHost + "]" : httpHost;
        };
    return URI.create("http://" + host + ":" + httpPort);
  }

  /** Reads one environment; a fault is noted and the default returned, so that reading goes on. */
  private record Reader(Map<String, String> environment, Faults faults) {

    void refuseUnknown() {
      for (String name : KnownSettings.unknownAmong(environment.keySet())) {
        faults.add(name + " is not a setting of DomainFlow: correct its name or unset it.");
      }
    }

    String host() {
      String host = text(KnownSettings.HTTP_HOST).orElse(DEFAULT_HTTP_HOST);
      if (HOST.matcher(host).matches()) {
        return host;
      }
      faults.add(
          KnownSettings.HTTP_HOST
              + " is \""
              + host
              + "\", which is no host name or address: set it to one of this machine.");
      return DEFAULT_HTTP_HOST;
    }

    List<Integer> ports() {
      Optional<String> text = text(KnownSettings.HTTP_PORT);
      if (text.isPresent()) {
        return List.of(port(text.get()));
      }
      int last = hasOwnDatabase() ? DEFAULT_HTTP_PORT + NODES - 1 : DEFAULT_HTTP_PORT;
      return IntStream.rangeClosed(DEFAULT_HTTP_PORT, last).boxed().toList();
    }

    private int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= HIGHEST_PORT) {
          return port;
        }
      } catch (NumberFormatException notANumber) {
        // Reported below, like a number out of range.
      }
      faults.add(
          KnownSettings.HTTP_PORT
              + " is \""
              + text
              + "\": set it to a number from 1 to "
              + HIGHEST_PORT
              + ", or to 0 for any free port.");
      return DEFAULT_HTTP_PORT;
    }

    /** Of nodes with a database of their own, each takes a directory below the common one. */
    List<Path> directories(Path common) {
      try {
        Optional<Path> chosen = text(KnownSettings.DATA_DIR).map(Path::of);
        if (chosen.isPresent()) {
          return List.of(chosen.get());
        }
      } catch (InvalidPathException invalid) {
        faults.add(KnownSettings.DATA_DIR + " is no path: set it to a directory.");
      }
      return hasOwnDatabase()
          ? IntStream.rangeClosed(1, NODES)
              .mapToObj(node -> common.resolve(NODE_DIRECTORY_PREFIX + node))
              .toList()
          : List.of(common);
    }

    private boolean hasOwnDatabase() {
      return text(KnownSettings.DB_URL).isPresent();
    }

    Optional<DatabaseAddress> database() {
      Optional<String> url = text(KnownSettings.DB_URL);
      if (url.isEmpty()) {
        refuseLoginWithoutUrl();
        return Optional.empty();
      }
      if (!url.get().startsWith(DatabaseAddress.URL_PREFIX)) {
        faults.add(
            KnownSettings.DB_URL
                + " has to begin with "
                + DatabaseAddress.URL_PREFIX
                + ": for example "
                + DatabaseAddress.URL_PREFIX
                + "localhost:5432/domainflow.");
        return Optional.empty();
      }
      return Optional.of(
          new DatabaseAddress(
              url.get(), needed(KnownSettings.DB_USER), needed(KnownSettings.DB_PASSWORD)));
    }

    List<String> javaOptions() {
      return text(KnownSettings.JAVA_OPTIONS)
          .map(options -> List.of(options.split("\\s+")))
          .orElse(List.of());
    }

    private void refuseLoginWithoutUrl() {
      for (String name : List.of(KnownSettings.DB_USER, KnownSettings.DB_PASSWORD)) {
        if (text(name).isPresent()) {
          faults.add(
              name
                  + " is set without "
                  + KnownSettings.DB_URL
                  + ": set the URL too, or unset it to use the embedded database.");
        }
      }
    }

    private String needed(String name) {
      Optional<String> value = text(name);
      if (value.isEmpty()) {
        faults.add(name + " is missing: " + KnownSettings.DB_URL + " needs it.");
      }
      return value.orElse("");
    }

    private Optional<String> text(String name) {
      String value = environment.get(name);
      return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }
  }
}
