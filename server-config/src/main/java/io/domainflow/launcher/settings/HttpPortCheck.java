package io.domainflow.launcher.settings;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Tries to listen where the application will. */
final class HttpPortCheck {

  private HttpPortCheck() {}

  /** Notes a fault if the application could not listen on {@code host} and {@code port}. */
  static void check(String host, int port, Faults faults) {
    try {
      // Payara binds to the first one, too.
      InetAddress address = InetAddress.getAllByName(host)[0];
      if (!address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) == null) {
        faults.add(
            KnownSettings.HTTP_HOST
                + " is "
                + host
                + ", which is no address of this machine: set it to one.");
        return;
      }
      bind(address, port);
    } catch (UnknownHostException unknown) {
      faults.add(
          KnownSettings.HTTP_HOST
              + " is "
              + host
              + ", which is no known host: set it to an address of this machine.");
    } catch (BindException taken) {
      faults.add(
          "Port "
              + port
              + " on "
              + host
              + " cannot be used ("
              + taken.getMessage()
              + "): stop what uses it, or set "
              + KnownSettings.HTTP_PORT
              + " to another port.");
    } catch (IOException failure) {
      faults.add("Port " + port + " on " + host + " cannot be used: " + failure.getMessage() + ".");
    }
  }

  private static void bind(InetAddress address, int port) throws IOException {
    new ServerSocket(port, 1, address).close();
  }
}
