/**
 * The states of campaigns: the one table of transitions, the one door to change them, their
 * history, and what a change means for the campaigns that depend on it. May use {@code execution}
 * and {@code database}.
 */
@NullMarked
package io.domainflow.campaign.state;

import org.jspecify.annotations.NullMarked;
