package io.domainflow.web;

import jakarta.enterprise.context.RequestScoped;

/** Who makes the request. The one place that tells, for audit and history. */
@RequestScoped
public class Actor {

  private static final String ANONYMOUS = "anonymous";

  /** The user's name; {@code anonymous} as long as there are no identities. */
  public String name() {
    return ANONYMOUS;
  }
}
