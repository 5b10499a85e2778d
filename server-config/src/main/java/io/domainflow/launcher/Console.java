package io.domainflow.launcher;

import java.io.PrintStream;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What the operator reads: one line an event on the standard output, faults on the standard error.
 * Logging through {@code java.util.logging} would end too early: its handlers are closed while the
 * launcher is still stopping what it runs. Thread-safe.
 */
final class Console {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  Console(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** Prints what happened, in the format of the application's own log lines. */
  void event(String message) {
    out.println(TIME.format(ZonedDateTime.now(clock)) + " INFO    launcher: " + message);
    out.flush();
  }

  /** Prints a line as it is. */
  void line(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints one fault. */
  void fault(String message) {
    err.println("domainflow: " + message);
    err.flush();
  }
}
