/**
 * Refused changes of campaigns: each is recorded after its operation was rolled back, whichever
 * door it came through, and shown. May use what campaign may, and upkeep.
 */
@NullMarked
package io.domainflow.campaign.refusal;

import org.jspecify.annotations.NullMarked;
