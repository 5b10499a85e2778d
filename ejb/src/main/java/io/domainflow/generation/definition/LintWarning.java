package io.domainflow.generation.definition;

/**
 * Something in a definition that is allowed but perhaps not meant.
 *
 * @param code its stable name, in upper snake case
 * @param message what was found and what follows from it
 */
public record LintWarning(String code, String message) {}
