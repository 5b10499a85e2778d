package io.domainflow.transaction;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses to deploy operations that could not keep their promise, and lists all of them: those that
 * would be retried inside a transaction, and those with options out of range.
 */
public class MonitoredTransactionCheck implements Extension {

  private final List<String> faults = new ArrayList<>();

  /** Looks at every class that has an operation. */
  void look(
      @Observes @WithAnnotations(MonitoredTransaction.class) ProcessAnnotatedType<?> candidate) {
    faults.addAll(OperationRules.faultsOf(candidate.getAnnotatedType().getJavaClass()));
  }

  /** Tells all faults together. */
  void report(@Observes AfterDeploymentValidation validation) {
    if (!faults.isEmpty()) {
      validation.addDeploymentProblem(new InvalidOperationsException(faults));
    }
  }
}
