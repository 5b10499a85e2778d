package io.domainflow.generation;

/**
 * One generated name.
 *
 * @param offset its offset in the enumeration of the canonical pattern
 * @param name the domain name in lower-case ASCII
 */
public record GeneratedDomain(long offset, String name) {}
