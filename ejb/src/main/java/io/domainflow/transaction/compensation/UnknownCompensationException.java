package io.domainflow.transaction.compensation;

import io.domainflow.DefectException;

/** No handler of the name is deployed. The compensation stays a debt until one is. */
public final class UnknownCompensationException extends DefectException {

  private static final long serialVersionUID = 1L;

  UnknownCompensationException(String handler) {
    super("unknown-compensation", "No compensation handler is called " + handler + ".", null);
  }
}
