package io.domainflow.transaction.attempt;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which step an attempt is in, and whose statements were sent together last. */
final class StepTrace {

  private volatile String current = "";
  private final Set<String> gathering = new LinkedHashSet<>();
  private String lastSent = "";

  /** A step begins. */
  void enter(String step) {
    current = step;
    gathering.add(step);
  }

  /** The last step has ended. */
  void leave() {
    current = "";
  }

  /** The statements gathered so far are being sent. */
  void sent() {
    lastSent = String.join(", ", gathering);
    gathering.clear();
    if (!current.isEmpty()) {
      gathering.add(current);
    }
  }

  /** The step that is running; empty outside of steps. */
  String current() {
    return current;
  }

  /** The steps that a failure of the statements sent last belongs to. */
  String lastSent() {
    return lastSent;
  }
}
