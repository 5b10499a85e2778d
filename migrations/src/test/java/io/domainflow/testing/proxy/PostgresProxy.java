package io.domainflow.testing.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Passes connections on to PostgreSQL, unchanged but for the faults that it is asked for. Listens
 * on 127.0.0.1 only, and ends with {@link #close}. Thread-safe.
 */
public final class PostgresProxy implements AutoCloseable {

  /** 127.0.0.1. */
  @SuppressWarnings("MutablePublicArray") // Not public, and nobody writes to it.
  static final byte[] LOOPBACK = {127, 0, 0, 1};

  private static final long POLL_NANOS = 2_000_000;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** The server process is the parent of the shell that it starts. */
  private static final String KILL = "COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'";

  /** More transactions than one crash loses in a test. */
  private static final int IDS_TAKEN = 100;

  private final String url;
  private final String user;
  private final String password;
  private final URI address;
  private final ServerSocket listener;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private volatile boolean recording;
  private @Nullable FaultPlan plan;
  private int counted;
  private volatile boolean struck;
  private volatile boolean down;
  private boolean frozen;
  private volatile @Nullable ProxiedConnection held;

  private PostgresProxy(String url, String user, String password) throws IOException {
    this.url = url;
    this.user = user;
    this.password = password;
    this.address = URI.create(url.substring("jdbc:".length()));
    this.listener = new ServerSocket(0, 0, InetAddress.getByAddress(LOOPBACK));
  }

  /** A proxy before the server of {@code url}; user and password are needed to terminate. */
  public static PostgresProxy before(String url, String user, String password) throws IOException {
    PostgresProxy proxy = new PostgresProxy(url, user, password);
    start("proxy", proxy::accept);
    return proxy;
  }

  /** The URL of the same database behind this proxy. */
  public String url() {
    return url.replace(address.getAuthority(), "127.0.0.1:" + listener.getLocalPort());
  }

  /** Waits for the moment that {@code next} describes; replaces an earlier plan. */
  public synchronized void arm(FaultPlan next) {
    plan = next;
    counted = 0;
    struck = false;
  }

  /** Forgets the plan. */
  public synchronized void disarm() {
    plan = null;
  }

  /** Whether the last plan was carried out. */
  public boolean hasStruck() {
    return struck;
  }

  /** Begins to note round trips, from none. */
  public void record() {
    exchanges.clear();
    recording = true;
  }

  /** The round trips since {@link #record}. */
  public List<Exchange> recorded() {
    recording = false;
    return new ArrayList<>(exchanges);
  }

  /** Delivers what is held. */
  public void release() {
    ProxiedConnection connection = held;
    held = null;
    if (connection != null) {
      connection.release();
    }
  }

  /** Drops what is held: the server sees its client go. */
  public void drop() {
    ProxiedConnection connection = held;
    held = null;
    if (connection != null) {
      connection.cut();
    }
  }

  /** Cuts all connections and takes no new one until {@link #comeUp}. */
  public void goDown() {
    down = true;
    connections.forEach(ProxiedConnection::cut);
  }

  /** Whether connections are taken. */
  public boolean isUp() {
    return !down;
  }

  /** Takes connections again. */
  public void comeUp() {
    down = false;
  }

  /** Passes nothing on any more, in any direction, and takes new connections without a word. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** Passes everything on again. */
  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  /** Waits as long as the proxy is frozen. */
  synchronized void awaitThaw() throws IOException {
    try {
      while (frozen) {
        wait();
      }
    } catch (InterruptedException interrupted) {
      throw new InterruptedIOException("frozen");
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    thaw();
    connections.forEach(ProxiedConnection::cut);
  }

  /** Counts a statement; the plan if it is the one to be hit. */
  synchronized Optional<FaultPlan> count(String sql, CharSequence transaction) {
    FaultPlan armed = plan;
    if (armed == null || !armed.counts(sql, transaction) || ++counted < armed.number()) {
      return Optional.empty();
    }
    plan = null;
    return Optional.of(armed);
  }

  void struck() {
    struck = true;
  }

  void note(Exchange exchange) {
    if (recording) {
      exchanges.add(exchange);
    }
  }

  void hold(ProxiedConnection connection) {
    held = connection;
  }

  /** Terminates a server process and waits until it is gone. */
  void terminate(int backendPid) throws IOException {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (isAlive(connection, backendPid)) {
        if (System.nanoTime() > deadline) {
          throw new IOException("server process " + backendPid + " does not end");
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    } catch (SQLException failure) {
      throw new IOException(failure);
    }
  }

  /** Kills a server process, so that PostgreSQL ends all of them and recovers. */
  void crash(String afterwards) throws IOException {
    try (Connection victim = DriverManager.getConnection(url, user, password);
        Statement statement = victim.createStatement()) {
      statement.execute(KILL);
    } catch (SQLException expected) {
      // Its connection does not survive.
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!takeIds(afterwards)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("PostgreSQL does not come back");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean takeIds(String afterwards) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      for (int id = 0; id < IDS_TAKEN; id++) {
        statement.execute("SELECT pg_current_xact_id()");
      }
      statement.execute(afterwards);
      return true;
    } catch (SQLException stillAway) {
      return false;
    }
  }

  private static boolean isAlive(Connection connection, int backendPid) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ?")) {
      statement.setInt(1, backendPid);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private InetAddress host() throws IOException {
    return InetAddress.getAllByName(address.getHost())[0];
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (down) {
          client.close();
          continue;
        }
        Socket server = new Socket(host(), address.getPort());
        ProxiedConnection connection = new ProxiedConnection(this, client, server);
        connections.add(connection);
        start("proxy-server", connection::passServer);
        start(
            "proxy-client",
            () -> {
              connection.passClient();
              connections.remove(connection);
            });
      } catch (IOException closed) {
        // The listener is closed, or PostgreSQL is away and the client has to try again.
      }
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
