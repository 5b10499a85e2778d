package io.domainflow.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The operator's wish to stop, which a signal brings on a thread of its own: it interrupts the
 * launcher's thread, which stops what it started in the reverse order.
 */
final class Stop {

  /** More than all waits of an orderly stop together. */
  private static final Duration LIMIT = Duration.ofSeconds(100);

  private final Thread launcher;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean requested;

  Stop(Thread launcher) {
    this.launcher = launcher;
  }

  /** Asks the launcher to stop, and returns when it has. */
  void request() {
    if (done.getCount() == 0) {
      return;
    }
    requested = true;
    launcher.interrupt();
    try {
      if (!done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("domainflow: not everything could be stopped in time.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  boolean requested() {
    return requested;
  }

  /**
   * Called between the steps of a start: libraries may swallow the interruption.
   *
   * @throws StopRequested if the operator asked for a stop
   */
  void check() {
    if (requested) {
      throw new StopRequested();
    }
  }

  /** Says that everything has been stopped. */
  void done() {
    done.countDown();
  }
}
