/**
 * The resources of campaigns, their history and their batches. May use web, web.json, campaign,
 * execution and idempotency.
 */
@NullMarked
package io.domainflow.web.campaign;

import org.jspecify.annotations.NullMarked;
