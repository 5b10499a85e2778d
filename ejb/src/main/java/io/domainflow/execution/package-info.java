/**
 * Batches of work: claimed under a lease, performed without a transaction, recorded in one. Knows
 * campaigns by their ids only. May use transaction, database and config.
 */
@NullMarked
package io.domainflow.execution;

import org.jspecify.annotations.NullMarked;
