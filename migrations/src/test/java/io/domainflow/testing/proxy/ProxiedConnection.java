package io.domainflow.testing.proxy;

import io.domainflow.testing.proxy.FaultPlan.Kind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One client's connection, passed on message by message in both directions. */
final class ProxiedConnection {

  /** Request codes in place of a protocol version ("Message Formats"). */
  private static final int SSL_REQUEST = 80_877_103;

  private static final int GSS_REQUEST = 80_877_104;
  private static final int CANCEL_REQUEST = 80_877_102;

  /** Messages after which the server is expected to answer. */
  private static final String BURST_ENDS = "SQHcfXpd";

  /** After these the connection goes on, as long as the server has it. */
  private static final Set<Kind> PASSED_ON =
      Set.of(
          Kind.CUT_AFTER,
          Kind.OUTAGE,
          Kind.ERROR,
          Kind.ERROR_INSIDE,
          Kind.TERMINATE,
          Kind.CRASH_AFTER);

  private final PostgresProxy proxy;
  private final Socket client;
  private final Socket server;
  private final ClientMessages messages = new ClientMessages();
  private final ByteArrayOutputStream burst = new ByteArrayOutputStream();
  private volatile int backendPid;
  private volatile boolean swallowing;
  private volatile Optional<FaultPlan> afterAnswer = Optional.empty();
  private volatile boolean crashing;
  private Optional<FaultPlan> pending = Optional.empty();
  private int answers;
  private final AtomicInteger expected = new AtomicInteger();

  ProxiedConnection(PostgresProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  int backendPid() {
    return backendPid;
  }

  /** Passes on what the client sends until one side closes. */
  void passClient() {
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      passStartup(in);
      while (true) {
        char type = (char) in.readUnsignedByte();
        proxy.awaitThaw();
        byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
        if (!passMessage(type, body, in.available() > 0)) {
          return;
        }
      }
    } catch (IOException closed) {
      close(server);
      close(client);
    }
  }

  /** Passes on what the server sends until one side closes. */
  void passServer() {
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
      while (true) {
        char type = (char) in.readUnsignedByte();
        proxy.awaitThaw();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - Integer.BYTES);
        if (type == 'K') {
          backendPid = new DataInputStream(new ByteArrayInputStream(body)).readInt();
        }
        if (swallowing) {
          // A COPY is answered before it is ready for more: 'G', CopyInResponse.
          if (type == 'G' || (type == 'Z' && expected.decrementAndGet() == 0)) {
            endAfterAnswer();
            return;
          }
          continue;
        }
        out.writeByte(type);
        out.writeInt(length);
        out.write(body);
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException closed) {
      close(server);
      if (!crashing) { // Then the client is to hear of it when the server is back.
        close(client);
      }
    }
  }

  private void endAfterAnswer() throws IOException {
    if (afterAnswer.isPresent()) {
      switch (afterAnswer.get().kind()) {
        case OUTAGE -> proxy.goDown();
        case CRASH_AFTER -> proxy.crash(afterAnswer.get().detail());
        default -> throw new IllegalStateException(afterAnswer.toString());
      }
    }
    cut();
  }

  private void passStartup(DataInputStream in) throws IOException {
    while (true) {
      int length = in.readInt();
      proxy.awaitThaw();
      byte[] body = in.readNBytes(length - Integer.BYTES);
      int code = new DataInputStream(new ByteArrayInputStream(body)).readInt();
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        client.getOutputStream().write('N');
        continue;
      }
      DataOutputStream out = new DataOutputStream(burst);
      out.writeInt(length);
      out.write(body);
      forward();
      if (code == CANCEL_REQUEST) {
        throw new EOFException("a cancel request has no more to say");
      }
      return;
    }
  }

  /**
   * False if the connection is no longer passed on.
   *
   * @param isFollowed whether more has arrived already: the driver sends BEGIN as a simple query
   *     and, without waiting for its answer, what follows
   */
  private boolean passMessage(char type, byte[] body, boolean isFollowed) throws IOException {
    int start = burst.size();
    write(type, body);
    FaultPlan[] hit = new FaultPlan[1];
    messages.read(
        type, body, (sql, transaction) -> proxy.count(sql, transaction).ifPresent(p -> hit[0] = p));
    if (hit[0] != null && type == 'E' && hit[0].kind() == Kind.CUT_INSIDE) {
      cutInside(start);
      return false;
    }
    if (hit[0] != null && type == 'E' && hit[0].kind() == Kind.ERROR_INSIDE) {
      breakInside(start);
    } else if (hit[0] != null) {
      pending = Optional.of(hit[0]);
    }
    if (type == 'S' || type == 'Q') {
      answers++;
    }
    if (BURST_ENDS.indexOf(type) < 0 || (type == 'Q' && isFollowed)) {
      return true;
    }
    List<String> statements = messages.takeBurst();
    if (answers > 0) {
      proxy.note(new Exchange(backendPid, statements));
    }
    expected.set(answers);
    answers = 0;
    if (pending.isPresent()) {
      FaultPlan plan = pending.get();
      pending = Optional.empty();
      return strike(plan, statements);
    }
    forward();
    return true;
  }

  private boolean strike(FaultPlan plan, List<String> statements) throws IOException {
    proxy.struck();
    switch (plan.kind()) {
      case CUT_BEFORE, CUT_INSIDE -> cut();
      case CUT_AFTER -> {
        swallowing = true;
        forward();
      }
      case OUTAGE, CRASH_AFTER -> {
        afterAnswer = Optional.of(plan);
        swallowing = true;
        forward();
      }
      case CRASH_BEFORE -> {
        crashing = true;
        proxy.crash(plan.detail());
        cut();
      }
      case HOLD -> {
        swallowing = true;
        proxy.hold(this);
        reset(client);
      }
      case HOLD_SILENTLY -> {
        swallowing = true;
        proxy.hold(this);
      }
      case ERROR, ERROR_INSIDE -> raise(plan.detail(), statements);
      case TERMINATE -> {
        proxy.terminate(backendPid);
        forward();
      }
    }
    return PASSED_ON.contains(plan.kind());
  }

  /** Executes, instead of what begins at {@code start}, what was never bound (SQLSTATE 34000). */
  private void breakInside(int start) throws IOException {
    proxy.struck();
    keep(start);
    write('E', "missing portal\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
  }

  /** The server gets what comes before {@code start}, and then the end of the connection. */
  private void cutInside(int start) throws IOException {
    proxy.struck();
    keep(start);
    write('H', new byte[0]); // Flush: it is to begin at once.
    forward();
    reset(client);
    close(server); // In good order: what is on its way arrives.
  }

  private void keep(int length) {
    byte[] bytes = burst.toByteArray();
    burst.reset();
    burst.write(bytes, 0, length);
  }

  private void write(char type, byte[] body) throws IOException {
    DataOutputStream out = new DataOutputStream(burst);
    out.writeByte(type);
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
  }

  /** A statement that fails in the same transaction, which may be about to begin. */
  private void raise(String sqlState, List<String> statements) throws IOException {
    burst.reset();
    if (!statements.isEmpty() && statements.get(0).startsWith("BEGIN")) {
      query("BEGIN");
    }
    query("DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '" + sqlState + "'; END $$");
    forward();
  }

  private void query(String sql) throws IOException {
    write('Q', (sql + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  /** Delivers what was held; the answer is swallowed, then the connection is cut. */
  void release() {
    try {
      forward();
    } catch (IOException gone) {
      cut(); // The server has given the session up meanwhile.
    }
  }

  /** Closes both sides at once. */
  void cut() {
    reset(client);
    reset(server);
  }

  private void forward() throws IOException {
    byte[] bytes = burst.toByteArray();
    burst.reset();
    server.getOutputStream().write(bytes);
    server.getOutputStream().flush();
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException closed) {
      // Then it is closed already.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      // Then it is closed already.
    }
  }
}
