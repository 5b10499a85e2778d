package io.domainflow.launcher.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * The faults found before anything is started, so that all of them are reported together. Each is
 * one line that says what is wrong and what to do. Not thread-safe.
 */
public final class Faults {

  private final List<String> lines = new ArrayList<>();

  public void add(String line) {
    lines.add(line);
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Whether there is a fault about the setting called {@code name}. */
  public boolean about(String name) {
    return lines.stream().anyMatch(line -> line.startsWith(name));
  }

  /** The faults in the order of their discovery. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
