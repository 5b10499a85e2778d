package io.domainflow.idempotency;

import io.domainflow.RejectedException;

/** The key belongs to another request. Nothing was done; the first answer still stands. */
public final class IdempotencyKeyReusedException extends RejectedException {

  private static final long serialVersionUID = 1L;

  IdempotencyKeyReusedException(IdempotencyKey key) {
    super(
        "idempotency-key-reused",
        "The key %s was used for another request: a new request needs a new key."
            .formatted(key.key()),
        null);
  }
}
