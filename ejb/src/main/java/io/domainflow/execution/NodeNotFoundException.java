package io.domainflow.execution;

import io.domainflow.RejectedException;

/** There is no node with the name that works: it never existed, has stopped, or was lost. */
public final class NodeNotFoundException extends RejectedException {

  private static final long serialVersionUID = 1L;

  public NodeNotFoundException(String node) {
    super("node-not-found", "There is no node " + node + " that works.", null);
  }
}
