package io.domainflow.campaign.reconciliation;

import org.jspecify.annotations.Nullable;

/**
 * Something stored of a campaign that does not agree with the rest.
 *
 * @param check which check found it
 * @param subject what it is about, in the words of the API
 * @param expected what it should be, by the rest; null if it should not be set
 * @param actual what it is; null if it is not set
 */
public record Difference(
    Check check, String subject, @Nullable String expected, @Nullable String actual) {}
