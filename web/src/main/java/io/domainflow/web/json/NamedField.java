package io.domainflow.web.json;

/**
 * A component that is written as a field of its own {@code name}, not under the name of the
 * component: for fields whose name is known only at run time.
 */
public record NamedField(String name, Object value) {}
