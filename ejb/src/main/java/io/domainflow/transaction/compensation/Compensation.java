package io.domainflow.transaction.compensation;

import java.util.Objects;

/**
 * How to undo what a step did outside PostgreSQL: a file, a remote call, a cache. It can be stored,
 * so that it is carried out even after a restart.
 *
 * @param handler the name of the {@link CompensationHandler}
 * @param payload what the handler needs to know; without secrets
 */
public record Compensation(String handler, String payload) {

  public Compensation {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(payload, "payload");
  }
}
