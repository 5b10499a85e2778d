package io.domainflow.transaction;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what the kit tells its listeners. */
@ApplicationScoped
public class OutcomeRecorder implements OperationListener {

  private final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();

  @Override
  public void finished(OperationOutcome outcome) {
    outcomes.add(outcome);
  }

  /** The outcomes of an operation so far, oldest first. */
  public List<OperationOutcome> of(String operation) {
    return outcomes.stream().filter(outcome -> outcome.operation().equals(operation)).toList();
  }
}
