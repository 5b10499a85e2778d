package io.domainflow.testing.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Lets another process, that of the application server, command a proxy: a line, an answer. */
public final class ProxyRemote implements AutoCloseable {

  private final PostgresProxy proxy;
  private final ServerSocket listener;

  private ProxyRemote(PostgresProxy proxy, ServerSocket listener) {
    this.proxy = proxy;
    this.listener = listener;
  }

  /** Opens a port of 127.0.0.1 for {@link ProxyControl}. */
  public static ProxyRemote of(PostgresProxy proxy) throws IOException {
    ProxyRemote remote =
        new ProxyRemote(
            proxy, new ServerSocket(0, 0, InetAddress.getByAddress(PostgresProxy.LOOPBACK)));
    Thread thread = new Thread(remote::serve, "proxy-remote");
    thread.setDaemon(true);
    thread.start();
    return remote;
  }

  /** The port that commands are taken on. */
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
          PrintWriter out =
              new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
        String line = in.readLine();
        if (line != null) {
          out.println(answer(line));
        }
      } catch (IOException closed) {
        // The listener is closed, or the other side is.
      }
    }
  }

  private String answer(String line) throws IOException {
    int blank = line.indexOf(' ');
    String command = blank < 0 ? line : line.substring(0, blank);
    switch (command) {
      case "ARM" -> proxy.arm(FaultPlan.decode(line.substring(blank + 1)));
      case "DISARM" -> proxy.disarm();
      case "RECORD" -> proxy.record();
      case "RELEASE" -> proxy.release();
      case "DROP" -> proxy.drop();
      case "DOWN" -> proxy.goDown();
      case "UP" -> proxy.comeUp();
      case "FREEZE" -> proxy.freeze();
      case "THAW" -> proxy.thaw();
      case "STRUCK" -> {
        return Boolean.toString(proxy.hasStruck());
      }
      case "IS_UP" -> {
        return Boolean.toString(proxy.isUp());
      }
      case "RECORDED" -> {
        return proxy.recorded().stream().map(ProxyRemote::encode).collect(Collectors.joining(";"));
      }
      default -> throw new IOException("unknown command " + command);
    }
    return "OK";
  }

  private static String encode(Exchange exchange) {
    return exchange.backendPid()
        + ":"
        + exchange.statements().stream().map(FaultPlan::encode).collect(Collectors.joining(","));
  }
}
