package io.domainflow.transaction.declared;

import io.domainflow.DefectException;
import java.util.List;

/**
 * Operations are declared in a way that cannot work; all of them are named. Nothing was started.
 */
public final class InvalidOperationsException extends DefectException {

  private static final long serialVersionUID = 1L;

  InvalidOperationsException(List<String> faults) {
    super(
        "invalid-operations",
        "These operations cannot be deployed:\n- " + String.join("\n- ", faults),
        null);
  }
}
