package io.domainflow.execution.running;

import io.domainflow.execution.WorkNodes;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * This node among the others: it joins, says regularly that it lives, and takes back what nodes
 * that are gone have left. If the others have given it up (its process was stopped for longer than
 * its lease), it goes on under another name, and what it had claimed before is lost to it. {@link
 * #beat} and {@link #recover} are called by timers and never throw.
 */
final class NodeLease {

  private static final Logger LOGGER = Logger.getLogger(NodeLease.class.getName());

  private final WorkNodes nodes;
  private final WorkSettings settings;
  private final String version;
  private final Supplier<WorkNodes.Report> report;
  private final Consumer<WorkNodes.Extended> follow;
  private volatile String name;
  private volatile boolean joined;

  /**
   * Whether the last heartbeat was in time: whoever was late gives the others time to be, too. So
   * does a node that has only just joined, be it because it was late, or because it was started
   * again while the database was away for all.
   */
  private volatile boolean inTime;

  private int lives;
  private boolean left;
  private boolean failing;
  private boolean failingToRecover;

  NodeLease(
      WorkNodes nodes,
      WorkSettings settings,
      String version,
      Supplier<WorkNodes.Report> report,
      Consumer<WorkNodes.Extended> follow) {
    this.nodes = nodes;
    this.settings = settings;
    this.version = version;
    this.report = report;
    this.follow = follow;
    this.name = settings.node();
  }

  /** The name under which this node claims at present. */
  String name() {
    return name;
  }

  /** Extends the lease; joins first, or again. */
  synchronized void beat() {
    if (left) {
      return;
    }
    try {
      if (!joined) {
        join();
        return;
      }
      Optional<WorkNodes.Extended> answer = extend();
      if (answer.isEmpty()) {
        joined = false;
        String before = name;
        join();
        LOGGER.warning(
            () ->
                ("Node %s was too late with its heartbeat: others have its batches now."
                        + " It goes on as %s.")
                    .formatted(before, name));
      } else {
        inTime = !answer.get().late();
        follow.accept(answer.get());
      }
      told();
    } catch (Throwable failure) { // A scheduled task that throws is never run again.
      inTime = false;
      tell(failure);
    }
  }

  /** Takes back what gone nodes have left, if there is any. */
  void recover() {
    try {
      if (inTime && nodes.isAnyLost(name)) {
        int batches = recoverAll();
        if (batches > 0) {
          LOGGER.info(() -> batches + " batches of nodes that are gone can be claimed again.");
        }
      }
      failingToRecover = false;
    } catch (Throwable failure) { // A scheduled task that throws is never run again.
      Level level = failingToRecover ? Level.FINE : Level.WARNING;
      failingToRecover = true;
      LOGGER.log(
          level, failure, () -> "Batches of nodes that are gone cannot be taken back for now.");
    }
  }

  private int recoverAll() {
    int batches = 0;
    int more;
    do {
      more = nodes.recover(name);
      batches += more;
    } while (more > 0);
    return batches;
  }

  /** Works no more: others may have what is left, at once. */
  synchronized void leave() {
    left = true;
    try {
      if (joined) {
        joined = false;
        nodes.leave(name);
        recoverAll();
      }
    } catch (RuntimeException failure) { // The server has taken the pool away before.
      leaveWithoutPool();
    }
  }

  private void leaveWithoutPool() {
    try {
      nodes.leaveWithoutPool(name);
    } catch (RuntimeException failure) { // The database is away: the lease has to run out.
      LOGGER.log(
          Level.WARNING,
          failure,
          () ->
              "Node " + name + " cannot say that it stops: its batches wait for its lease's end.");
    }
  }

  private void join() {
    inTime = false;
    lives++;
    String next = lives == 1 ? settings.node() : settings.node() + "." + lives;
    WorkNodes.Report now = report.get();
    nodes.join(next, version, now.workers(), settings.lease());
    name = next;
    joined = true;
    follow.accept(new WorkNodes.Extended(now.workers(), false, 0));
  }

  private Optional<WorkNodes.Extended> extend() {
    Duration lease = settings.lease();
    WorkNodes.Report now = report.get();
    try {
      return nodes.extend(name, lease, now);
    } catch (RuntimeException failure) { // The pool may be exhausted: that is no reason to die.
      return nodes.extendWithoutPool(name, lease, now);
    }
  }

  private void told() {
    if (failing) {
      LOGGER.info("The lease of this node can be extended again.");
    }
    failing = false;
  }

  private void tell(Throwable failure) {
    if (!failing) {
      LOGGER.log(
          Level.WARNING,
          failure,
          () -> "The lease of this node could not be extended: " + BatchRunner.describe(failure));
    }
    failing = true;
  }
}
