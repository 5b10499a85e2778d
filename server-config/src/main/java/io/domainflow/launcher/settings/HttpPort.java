package io.domainflow.launcher.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A free port for the application. It listens there only seconds after the look whether the port is
 * free, and meanwhile another launcher may look, too: so a port that nobody chose is reserved by a
 * lock among the launchers of this user, until {@link #close()}.
 */
public final class HttpPort implements AutoCloseable {

  private final int number;
  private final @Nullable DirectoryLock reservation;

  private HttpPort(int number, @Nullable DirectoryLock reservation) {
    this.number = number;
    this.reservation = reservation;
  }

  /**
   * Takes the first free one of the ports that the settings name.
   *
   * @return empty if there is none; then {@code faults} has the reason
   */
  public static Optional<HttpPort> take(LauncherSettings settings, Faults faults)
      throws IOException {
    List<Integer> ports = settings.httpPorts();
    if (ports.size() > 1 && canReserve(settings.reservations())) {
      return reserve(settings, faults);
    }
    int port = ports.get(0);
    if (!isFree(settings, port, faults)) {
      return Optional.empty();
    }
    return Optional.of(new HttpPort(port == 0 ? any(settings.httpHost()) : port, null));
  }

  /** Which port it is. */
  public int number() {
    return number;
  }

  /** Frees the reservation. */
  @Override
  public void close() throws IOException {
    if (reservation != null) {
      reservation.close();
    }
  }

  /** A service's user may have no home; then there is the first port, and no choice. */
  private static boolean canReserve(Path directory) {
    try {
      return Files.isWritable(new DataDirectory(directory).create().path());
    } catch (IOException refused) {
      return false;
    }
  }

  private static Optional<HttpPort> reserve(LauncherSettings settings, Faults faults)
      throws IOException {
    Faults taken = new Faults();
    for (int port : settings.httpPorts()) {
      Optional<DirectoryLock> reservation =
          DirectoryLock.tryLock(settings.reservations().resolve("port-" + port + ".lock"));
      if (reservation.isPresent()) {
        if (isFree(settings, port, taken)) {
          return Optional.of(new HttpPort(port, reservation.get()));
        }
        reservation.get().close();
        if (taken.about(KnownSettings.HTTP_HOST)) {
          break;
        }
      }
    }
    faults.add(reason(settings, taken));
    return Optional.empty();
  }

  private static String reason(LauncherSettings settings, Faults taken) {
    if (taken.about(KnownSettings.HTTP_HOST)) {
      return taken.lines().get(taken.lines().size() - 1);
    }
    List<Integer> ports = settings.httpPorts();
    return "All ports from "
        + ports.get(0)
        + " to "
        + ports.get(ports.size() - 1)
        + " on "
        + settings.httpHost()
        + " are used: set "
        + KnownSettings.HTTP_PORT
        + " to a free one, or to 0 for any.";
  }

  private static boolean isFree(LauncherSettings settings, int port, Faults faults) {
    int before = faults.lines().size();
    HttpPortCheck.check(settings.httpHost(), port, faults);
    return faults.lines().size() == before;
  }

  /** One that the system gives; it does not soon give the same one to another. */
  private static int any(String host) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName(host)[0])) {
      return socket.getLocalPort();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("the host was known a moment ago", impossible);
    }
  }
}
