/**
 * Batches of work: claimed under a lease, performed without a transaction, recorded in one. Knows
 * only its own batches. May use transaction and config.
 */
@NullMarked
package io.domainflow.execution;

import org.jspecify.annotations.NullMarked;
