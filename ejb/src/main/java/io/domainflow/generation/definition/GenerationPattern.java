package io.domainflow.generation.definition;

/** Where the variable part of a generated label stands. */
public enum GenerationPattern {
  /** Variable part, then the constant: {@code aashop.com}. */
  PREFIX,
  /** The constant, then the variable part: {@code shopaa.com}. */
  SUFFIX,
  /** Variable part, constant, variable part: {@code ashopa.com}. */
  BOTH
}
