package io.domainflow.web.json;

/**
 * A record that is written without its null components and with all its {@code long} and {@code
 * BigInteger} components as strings. This is how records of the features go out, which know nothing
 * of JSON: what does not apply is left out, and no number loses digits in a browser.
 */
public record Compact(Record value) {}
