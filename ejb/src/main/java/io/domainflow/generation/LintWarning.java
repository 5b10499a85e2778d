package io.domainflow.generation;

/**
 * Something about a pattern that is allowed but perhaps not meant.
 *
 * @param code stable, in upper snake case
 * @param message for people
 */
public record LintWarning(String code, String message) {}
