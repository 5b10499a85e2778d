package io.domainflow.generation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A pattern in its one canonical form: however it was written, the same names give the same value,
 * the same hash and the same enumeration.
 *
 * @param prefixLength variable characters before the constant, 0 to 62; 0 for SUFFIX only
 * @param suffixLength variable characters after the constant, 0 to 62; 0 for PREFIX only
 * @param characters mapped by UTS #46, each once, sorted by code point; at least one
 * @param constant mapped by UTS #46, not empty
 * @param tlds A-labels without a leading dot, each once, sorted; at least one
 */
record CanonicalPattern(
    GenerationPattern pattern,
    int prefixLength,
    int suffixLength,
    String characters,
    String constant,
    List<String> tlds) {

  private static final BigInteger MAX_COMBINATIONS = BigInteger.valueOf(Long.MAX_VALUE);

  /** Names the form of what is hashed; another form would be another version. */
  private static final String HASH_VERSION = "domainflow-pattern-1";

  CanonicalPattern {
    tlds = List.copyOf(tlds);
    if (prefixLength + suffixLength < 1
        || characters.isEmpty()
        || constant.isEmpty()
        || tlds.isEmpty()) {
      throw new IllegalArgumentException("not a pattern: " + characters + " " + constant + tlds);
    }
  }

  /** The characters as code points. */
  int[] codePoints() {
    return characters.codePoints().toArray();
  }

  /** How many variable characters a label has. */
  int variableLength() {
    return prefixLength + suffixLength;
  }

  /** How many names the pattern has, however many that is: each label under each TLD. */
  BigInteger size() {
    return BigInteger.valueOf(characters.codePointCount(0, characters.length()))
        .pow(variableLength())
        .multiply(BigInteger.valueOf(tlds.size()));
  }

  /**
   * {@link #size} as a number of 64 bits.
   *
   * @throws ArithmeticException if it is more than 2^63-1; a pattern that was read is not
   */
  long combinations() {
    return size().longValueExact();
  }

  /** Whether offsets of 64 bits can count its names. */
  boolean isCountable() {
    return size().compareTo(MAX_COMBINATIONS) <= 0;
  }

  /** SHA-256 (FIPS 180-4) of the canonical form, in lower-case hexadecimal. */
  String hash() {
    // No part can contain a line feed, so that different patterns are different texts.
    String text =
        String.join(
            "\n",
            HASH_VERSION,
            pattern.name(),
            Integer.toString(prefixLength),
            Integer.toString(suffixLength),
            characters,
            constant,
            String.join(" ", tlds));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
