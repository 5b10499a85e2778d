package io.domainflow.transaction;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what the kit tells its listeners. */
@ApplicationScoped
public class OutcomeRecorder implements OperationListener {

  /** At these operations it fails. */
  static final String EXCEPTION = "make_listener_throw";

  static final String ERROR = "make_listener_fail";

  private final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();

  @Override
  public void finished(OperationOutcome outcome) {
    outcomes.add(outcome);
    if (outcome.operation().equals(EXCEPTION)) {
      throw new IllegalStateException("on purpose");
    }
    if (outcome.operation().equals(ERROR)) {
      throw new AssertionError("on purpose");
    }
  }

  /** The outcomes of an operation so far, oldest first. */
  public List<OperationOutcome> of(String operation) {
    return outcomes.stream().filter(outcome -> outcome.operation().equals(operation)).toList();
  }
}
