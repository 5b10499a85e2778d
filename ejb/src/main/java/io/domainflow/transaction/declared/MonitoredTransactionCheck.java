package io.domainflow.transaction.declared;

import io.domainflow.transaction.MonitoredTransaction;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses to deploy operations that could not keep their promise, and lists all of them: those that
 * would be retried inside a transaction, and those with options out of range.
 */
public class MonitoredTransactionCheck implements Extension {

  private final List<String> faults = new ArrayList<>();

  /** The method of each operation; a class is looked at once for each archive that sees it. */
  private final Map<String, String> methods = new HashMap<>();

  /** Looks at every class that has an operation. */
  void look(
      @Observes @WithAnnotations(MonitoredTransaction.class) ProcessAnnotatedType<?> candidate) {
    Class<?> type = candidate.getAnnotatedType().getJavaClass();
    faults.addAll(OperationRules.faultsOf(type));
    faults.addAll(OperationRules.namesTakenBy(type, methods));
  }

  /** Tells all faults together. */
  void report(@Observes AfterDeploymentValidation validation) {
    if (!faults.isEmpty()) {
      validation.addDeploymentProblem(new InvalidOperationsException(faults));
    }
  }
}
