package io.domainflow.testing.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Commands a proxy in another process. */
public final class ProxyControl {

  /** The system property that names the port of the {@link ProxyRemote}. */
  public static final String PORT_PROPERTY = "test.postgres.proxy.port";

  private final int port;

  public ProxyControl(int port) {
    this.port = port;
  }

  /** The control of the proxy that this server's database is behind; of no use elsewhere. */
  public static ProxyControl ofThisServer() {
    return new ProxyControl(Integer.getInteger(PORT_PROPERTY, 0));
  }

  /** Waits for the moment that {@code plan} describes. */
  public void arm(FaultPlan plan) {
    ask("ARM " + plan.encode());
  }

  /** Forgets the plan. */
  public void disarm() {
    ask("DISARM");
  }

  /** Whether the last plan was carried out. */
  public boolean hasStruck() {
    return Boolean.parseBoolean(ask("STRUCK"));
  }

  /** Begins to note round trips. */
  public void record() {
    ask("RECORD");
  }

  /** The round trips since {@link #record}. */
  public List<Exchange> recorded() {
    String answer = ask("RECORDED");
    return answer.isEmpty()
        ? List.of()
        : Arrays.stream(answer.split(";", -1)).map(ProxyControl::decode).toList();
  }

  /** Delivers what is held. */
  public void release() {
    ask("RELEASE");
  }

  /** Drops what is held. */
  public void drop() {
    ask("DROP");
  }

  /** Whether connections are taken. */
  public boolean isUp() {
    return Boolean.parseBoolean(ask("IS_UP"));
  }

  /** Cuts all connections and takes no new one. */
  public void goDown() {
    ask("DOWN");
  }

  /** Ends an outage. */
  public void comeUp() {
    ask("UP");
  }

  /** Passes nothing on any more. */
  public void freeze() {
    ask("FREEZE");
  }

  /** Passes everything on again. */
  public void thaw() {
    ask("THAW");
  }

  private static Exchange decode(String text) {
    int colon = text.indexOf(':');
    String statements = text.substring(colon + 1);
    return new Exchange(
        Integer.parseInt(text.substring(0, colon)),
        statements.isEmpty()
            ? List.of()
            : Arrays.stream(statements.split(",", -1)).map(FaultPlan::decodeText).toList());
  }

  private String ask(String command) {
    try (Socket socket = new Socket(InetAddress.getByAddress(PostgresProxy.LOOPBACK), port);
        PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      out.println(command);
      String answer = in.readLine();
      if (answer == null) {
        throw new IOException("no answer to " + command);
      }
      return answer;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
