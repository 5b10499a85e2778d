package io.domainflow.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the application server prints: hands it on to the console without Payara's own report
 * of its start, and notes what tells how the start went. Written by one thread, read by any.
 */
final class ServerOutput {

  /** The first line of an event, as {@code logging.properties} formats it. */
  private static final Pattern EVENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d ([A-Z]+) +([^:]+): (.*)");

  /** Whose events are shown from INFO upward; Payara's own start report is left out. */
  private static final String OURS = "io.domainflow";

  private static final Pattern STARTED = Pattern.compile("Payara Micro .* ready in .*");
  private static final String CAUSE = "Caused by: ";

  private final Console console;
  private boolean hidden;
  private volatile boolean started;
  private volatile @Nullable String severe;
  private volatile @Nullable String cause;

  ServerOutput(Console console) {
    this.console = console;
  }

  /** Reads until the server closes its output. */
  void readAll(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      accept(line);
    }
  }

  /** Takes one line. */
  void accept(String line) {
    Matcher event = EVENT.matcher(line);
    if (event.matches()) {
      hidden = event.group(1).equals("INFO") && !event.group(2).startsWith(OURS);
      started |= STARTED.matcher(event.group(3)).matches();
      if (event.group(1).equals("SEVERE")) {
        severe = event.group(3);
      }
    } else if (line.startsWith(CAUSE)) {
      cause = line.substring(CAUSE.length());
    }
    if (!hidden) {
      console.line(line);
    }
  }

  /** Whether Payara says that it is up; it also does without the application. */
  boolean started() {
    return started;
  }

  /** The innermost cause that was printed last, or else the last error. */
  Optional<String> reason() {
    return Optional.ofNullable(cause).or(() -> Optional.ofNullable(severe));
  }
}
