/**
 * Whether what is stored of a campaign agrees with itself: its row with its history, its counters
 * with its batches and results, its state with its work. May use what campaign may.
 */
@NullMarked
package io.domainflow.campaign.reconciliation;

import org.jspecify.annotations.NullMarked;
