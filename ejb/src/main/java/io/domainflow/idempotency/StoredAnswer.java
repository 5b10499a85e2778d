package io.domainflow.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request as its first sender got it.
 *
 * @param status the HTTP status
 * @param location the Location header; null if there was none
 * @param tag the value of the ETag header without its quotes; null if there was none
 * @param body the JSON text
 */
public record StoredAnswer(
    int status, @Nullable String location, @Nullable String tag, String body) {}
