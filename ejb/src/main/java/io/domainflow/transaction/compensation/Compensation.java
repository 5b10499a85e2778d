package io.domainflow.transaction.compensation;

import java.util.Objects;

/**
 * How to undo what a step did outside PostgreSQL: a file, a remote call, a cache. It can be stored,
 * so that it is carried out even after a restart. Equal compensations of one operation are carried
 * out once: whoever needs two says in the payload what each is for.
 *
 * @param handler the name of the {@link CompensationHandler}
 * @param payload what the handler needs to know; without secrets and without NUL
 */
public record Compensation(String handler, String payload) {

  public Compensation {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(payload, "payload");
    if (payload.indexOf('\0') >= 0) { // PostgreSQL could not store it as a debt.
      throw new IllegalArgumentException("the payload of " + handler + " must not contain NUL");
    }
  }
}
