/**
 * Requests that may be repeated: under the same key the same answer is given, and the work is done
 * once. May use transaction, database, upkeep and config; knows no feature.
 *
 * <p>An operation that wants this takes an {@link io.domainflow.idempotency.IdempotencyKey} and
 * hands all of its work to {@link io.domainflow.idempotency.Idempotency#once}, answer included:
 *
 * <pre>{@code
 * @MonitoredTransaction(operation = "place_order_once")
 * public StoredAnswer placeOnce(IdempotencyKey key, Order order) {
 *   return idempotency.once(key, () -> answer(place(order)));
 * }
 * }</pre>
 */
@NullMarked
package io.domainflow.idempotency;

import org.jspecify.annotations.NullMarked;
