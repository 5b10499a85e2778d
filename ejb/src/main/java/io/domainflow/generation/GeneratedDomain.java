package io.domainflow.generation;

/** A generated name and its offset in the enumeration of its pattern. */
public record GeneratedDomain(long offset, String name) {}
