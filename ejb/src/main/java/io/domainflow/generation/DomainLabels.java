package io.domainflow.generation;

import com.ibm.icu.text.IDNA;
import java.util.Optional;

/**
 * Labels of domain names by UTS #46 (nontransitional, STD3 rules, with the checks of RFC 5892 for
 * joiners and of RFC 5893 for bidirectional text).
 */
final class DomainLabels {

  /** RFC 1035, section 2.3.4. */
  static final int MAX_LABEL = 63;

  /** RFC 1035, section 2.3.4: 255 octets on the wire are 253 characters. */
  static final int MAX_NAME = 253;

  private static final int CHECKS =
      IDNA.NONTRANSITIONAL_TO_ASCII
          | IDNA.NONTRANSITIONAL_TO_UNICODE
          | IDNA.CHECK_BIDI
          | IDNA.CHECK_CONTEXTJ
          | IDNA.USE_STD3_RULES;

  private static final IDNA UTS46 = IDNA.getUTS46Instance(CHECKS);

  /** Positions 3 and 4 of a label, where RFC 5891, section 4.2.3.1, forbids hyphens. */
  private static final int RESERVED_HYPHENS = 2;

  private DomainLabels() {}

  /**
   * The A-label, or the plain ASCII label, of a label in any form: as DNS knows it.
   *
   * @return empty if no such label can be registered
   */
  static Optional<String> toAscii(String label) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder ascii = UTS46.labelToASCII(label, new StringBuilder(), info);
    return info.hasErrors() || label.isEmpty() ? Optional.empty() : Optional.of(ascii.toString());
  }

  /**
   * The label as people read it, mapped: in lower case and normalised.
   *
   * @return empty if the mapped text is not a valid label or nothing is left of it
   */
  static Optional<String> toUnicode(String label) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder unicode = UTS46.labelToUnicode(label, new StringBuilder(), info);
    return info.hasErrors() || unicode.isEmpty()
        ? Optional.empty()
        : Optional.of(unicode.toString());
  }

  /**
   * The ASCII form of a generated label, empty if its name is impossible. A label that UTS #46
   * would change on the way is impossible too: two labels could become one.
   */
  static Optional<String> generated(String label) {
    if (isAscii(label)) {
      return isPossibleAscii(label) ? Optional.of(label) : Optional.empty();
    }
    return toAscii(label).filter(ascii -> toUnicode(ascii).filter(label::equals).isPresent());
  }

  /** Whether all characters are ASCII. */
  static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }

  private static boolean isPossibleAscii(String label) {
    if (label.length() > MAX_LABEL || label.startsWith("-") || label.endsWith("-")) {
      return false;
    }
    return !label.startsWith("--", RESERVED_HYPHENS)
        || toAscii(label).filter(label::equals).isPresent();
  }
}
