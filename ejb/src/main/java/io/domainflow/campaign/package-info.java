/**
 * The Campaign aggregate, its orchestrator, its work, and what a campaign type implements. May use
 * {@code campaign.state}, execution, idempotency, transaction, database and config.
 */
@NullMarked
package io.domainflow.campaign;

import org.jspecify.annotations.NullMarked;
