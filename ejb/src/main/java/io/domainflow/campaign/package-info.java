/**
 * The Campaign aggregate, its orchestrator, its states and events, and what a campaign type
 * implements. May use execution, idempotency, transaction, identity, audit and config.
 */
@NullMarked
package io.domainflow.campaign;

import org.jspecify.annotations.NullMarked;
