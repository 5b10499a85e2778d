package io.domainflow.transaction.attempt;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits on the caller's thread, which then holds no connection. */
final class Waiting {

  private Waiting() {}

  /** Waits; false if the thread was interrupted, which it then still is. */
  static boolean pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
