package io.domainflow.generation.definition;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of a generation: two definitions that mean the same names have equal patterns.
 * Both the hash and the enumeration come from it, never from what the user wrote. Characters are
 * code points throughout. {@link DefinitionCheck} makes it from a definition.
 *
 * @param pattern where the variable part stands
 * @param lengthBefore variable characters before the constant, 0 to 62; 0 for SUFFIX only
 * @param lengthAfter variable characters after the constant, 0 to 62; 0 for PREFIX only
 * @param characterSet what the variable parts are made of: mapped by UTS #46, without duplicates,
 *     in the order of the code points but for the hyphen, which is last
 * @param constant the fixed part, mapped by UTS #46, in Unicode: Punycode (RFC 3492) works on whole
 *     labels only
 * @param tlds one or more suffixes in ASCII, without leading dot or duplicates, in ASCII order
 */
public record NamePattern(
    GenerationPattern pattern,
    int lengthBefore,
    int lengthAfter,
    String characterSet,
    String constant,
    List<String> tlds) {

  /** Octets of a label at most (RFC 1035, section 2.3.4). */
  static final int MAX_LABEL_LENGTH = 63;

  /** Characters of a name at most: 255 octets on the wire (RFC 1035, section 2.3.4). */
  static final int MAX_NAME_LENGTH = 253;

  /** Offsets are signed 64-bit numbers, in Java as in PostgreSQL. */
  static final BigInteger MAX_COMBINATIONS = BigInteger.valueOf(Long.MAX_VALUE);

  /** Above all code points. */
  private static final int HYPHEN_RANK = Character.MAX_CODE_POINT + 1;

  private static final String HASH_VERSION = "domainflow-generation-1";

  /** Refuses, with an {@link IllegalArgumentException}, what is not canonical. */
  public NamePattern {
    tlds = List.copyOf(tlds);
    require(lengthBefore >= 0 && (lengthBefore == 0) == (pattern == GenerationPattern.SUFFIX));
    require(lengthAfter >= 0 && (lengthAfter == 0) == (pattern == GenerationPattern.PREFIX));
    require(lengthBefore + codePoints(constant) + lengthAfter <= MAX_LABEL_LENGTH);
    require(!constant.isEmpty() && constant.codePoints().allMatch(InternationalNames::isAllowed));
    require(!characterSet.isEmpty() && characterSet.equals(sorted(characterSet)));
    require(characterSet.codePoints().allMatch(InternationalNames::isAllowed));
    require(!tlds.isEmpty() && List.copyOf(new TreeSet<>(tlds)).equals(tlds));
    BigInteger all = combinations(codePoints(characterSet), lengthBefore + lengthAfter, tlds);
    require(all.compareTo(MAX_COMBINATIONS) <= 0);
  }

  /** How many offsets the pattern has: (characters ^ variable length) * TLDs, 1 to 2^63-1. */
  public long combinations() {
    return combinations(codePoints(characterSet), variableLength(), tlds).longValueExact();
  }

  /** The number of offsets, however large, of so many characters, positions and TLDs. */
  static BigInteger combinations(int characters, int length, List<String> tlds) {
    return BigInteger.valueOf(characters).pow(length).multiply(BigInteger.valueOf(tlds.size()));
  }

  /** All variable characters together, 1 to 62. */
  int variableLength() {
    return lengthBefore + lengthAfter;
  }

  /** The definition's {@code variableLength}; null for BOTH. */
  @Nullable Integer shownVariableLength() {
    return pattern == GenerationPattern.BOTH ? null : variableLength();
  }

  /** The definition's {@code prefixLength}; null unless BOTH. */
  @Nullable Integer shownPrefixLength() {
    return pattern == GenerationPattern.BOTH ? lengthBefore : null;
  }

  /** The definition's {@code suffixLength}; null unless BOTH. */
  @Nullable Integer shownSuffixLength() {
    return pattern == GenerationPattern.BOTH ? lengthAfter : null;
  }

  /** How many code points {@code text} has. */
  static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * The code points of {@code text} in their order, each once; the hyphen comes last, because it
   * makes names impossible that begin with it: a campaign of a few names would meet nothing else.
   */
  static String sorted(String text) {
    int[] ranks = text.codePoints().map(NamePattern::rank).sorted().toArray();
    StringBuilder characters = new StringBuilder(text.length());
    for (int index = 0; index < ranks.length; index++) {
      if (index == 0 || ranks[index] != ranks[index - 1]) {
        characters.appendCodePoint(ranks[index] == HYPHEN_RANK ? '-' : ranks[index]);
      }
    }
    return characters.toString();
  }

  private static int rank(int character) {
    return character == '-' ? HYPHEN_RANK : character;
  }

  /**
   * The identity of the enumeration: the SHA-256, in 64 lower-case hexadecimal digits, of the UTF-8
   * of these lines, each ended by a line feed: the version {@code domainflow-generation-1}, the
   * pattern, the length before, the length after, the character set, the constant, and one line for
   * each TLD. No value can hold a line feed, so no two patterns share one text.
   */
  public String configurationHash() {
    StringBuilder text = new StringBuilder(HASH_VERSION).append('\n');
    text.append(pattern.name()).append('\n');
    text.append(lengthBefore).append('\n').append(lengthAfter).append('\n');
    text.append(characterSet).append('\n').append(constant).append('\n');
    tlds.forEach(tld -> text.append(tld).append('\n'));
    return HexFormat.of().formatHex(sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  private static void require(boolean canonical) {
    if (!canonical) {
      throw new IllegalArgumentException("not the canonical form of a generation");
    }
  }
}
