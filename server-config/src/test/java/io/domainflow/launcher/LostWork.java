package io.domainflow.launcher;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the batches that nodes had claimed when they were killed or frozen, and takes the time
 * until each is claimed anew. A thread of its own asks the database all the time. Thread-safe.
 */
final class LostWork implements AutoCloseable {

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private static final String CLAIMED =
      """
      SELECT campaign_id, number, lease_epoch FROM work_batches
       WHERE status = 'CLAIMED' AND node LIKE ?
      """;

  private static final String NOW =
      "SELECT status, lease_epoch FROM work_batches WHERE campaign_id = ? AND number = ?";

  /** A claim by the batch and the epoch. */
  private record Claim(UUID campaign, long number, long epoch) {}

  private final KillablePostgres postgres;
  private final Map<Claim, Long> lost = new HashMap<>();
  private final List<Duration> delays = new ArrayList<>();
  private final Map<Long, Duration> first = new HashMap<>();
  private volatile boolean closed;

  LostWork(KillablePostgres postgres) {
    this.postgres = postgres;
    Thread thread = new Thread(this::watch, "lost-work");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The node has just lost its work, at {@code nanos} of {@link System#nanoTime}; tells how many
   * batches it had.
   */
  int lost(ClusterNode node, long nanos) throws SQLException, IOException {
    try (Connection connection = postgres.administrate();
        PreparedStatement statement = connection.prepareStatement(CLAIMED)) {
      statement.setString(1, node.name() + "/%");
      int found = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Claim claim = new Claim(rows.getObject(1, UUID.class), rows.getLong(2), rows.getLong(3));
          synchronized (this) {
            lost.putIfAbsent(claim, nanos); // Its former life may have left some, too.
          }
          found++;
        }
      }
      return found;
    }
  }

  /** How many batches are not claimed anew, and not recorded either. */
  synchronized int waiting() {
    return lost.size();
  }

  /** How long it took, for each batch that was claimed anew, in increasing order. */
  synchronized List<Duration> delays() {
    return delays.stream().sorted().toList();
  }

  /** How long each loss took until the first of its batches was claimed anew, in the same order. */
  synchronized List<Duration> firstDelays() {
    return first.values().stream().sorted().toList();
  }

  @Override
  public void close() {
    closed = true; // The thread is a daemon: nobody has to wait for its last look.
  }

  private void watch() {
    while (!closed) {
      try (Connection connection = postgres.administrate();
          PreparedStatement statement = connection.prepareStatement(NOW)) {
        while (!closed) {
          for (Claim claim : claims()) {
            look(statement, claim);
          }
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (SQLException | IOException away) {
        LockSupport.parkNanos(PAUSE_NANOS); // The database is killed, too: then the next look.
      }
    }
  }

  private synchronized List<Claim> claims() {
    return List.copyOf(lost.keySet());
  }

  private void look(PreparedStatement statement, Claim claim) throws SQLException {
    statement.setObject(1, claim.campaign());
    statement.setLong(2, claim.number());
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      if (rows.getLong(2) > claim.epoch()) {
        settle(claim, true);
      } else if (!rows.getString(1).equals("CLAIMED")) {
        settle(claim, false); // Its COMMIT was on its way.
      }
    }
  }

  private synchronized void settle(Claim claim, boolean anew) {
    Long since = lost.remove(claim);
    if (anew && since != null) {
      Duration delay = Duration.ofNanos(System.nanoTime() - since);
      delays.add(delay);
      first.putIfAbsent(since, delay);
    }
  }
}
