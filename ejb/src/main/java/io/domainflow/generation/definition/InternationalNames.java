package io.domainflow.generation.definition;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Internationalised names as UTS #46 processes them: non-transitional, with the bidi rule (RFC
 * 5893), the joiner rules (RFC 5892, appendix A) and STD3 (letters, digits and hyphen only). UTS
 * #46 admits a few symbols that RFC 5891 does not, so a registry may refuse more. Thread-safe:
 * ICU's instances are immutable.
 */
final class InternationalNames {

  /** What every A-label begins with (RFC 5890, section 2.3.2.5). */
  static final String ACE_PREFIX = "xn--";

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ
              | IDNA.USE_STD3_RULES);

  /** Only the mapping of UTS #46, section 4, steps 1 and 2: no Punycode, no validity. */
  private static final Normalizer2 MAPPING =
      Normalizer2.getInstance(null, "uts46", Normalizer2.Mode.COMPOSE);

  /** The errors that say that a character can stand nowhere in any label. */
  private static final Set<IDNA.Error> NOWHERE =
      EnumSet.of(IDNA.Error.DISALLOWED, IDNA.Error.LABEL_HAS_DOT);

  private static final int ASCII_LIMIT = 0x80;

  private InternationalNames() {}

  /** Whether {@code text} is made of ASCII characters only. */
  static boolean isAscii(String text) {
    return text.chars().allMatch(unit -> unit < ASCII_LIMIT);
  }

  /** The text in lower case and composed, as UTS #46 maps it; the result may be empty. */
  static String map(String text) {
    return isMapped(text) ? text : MAPPING.normalize(text);
  }

  /**
   * The mapping leaves lower-case letters, digits and hyphens as they are; most texts have no
   * others.
   */
  private static boolean isMapped(String text) {
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      if (unit >= ASCII_LIMIT || !isAllowed(unit)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the mapped {@code character}, a code point, may stand anywhere in a label at all. */
  static boolean isAllowed(int character) {
    if (character < ASCII_LIMIT) {
      return character == '-'
          || (character >= 'a' && character <= 'z')
          || (character >= '0' && character <= '9');
    }
    IDNA.Info info = new IDNA.Info();
    UTS46.labelToUnicode("a" + Character.toString(character), new StringBuilder(), info);
    return info.getErrors().stream().noneMatch(NOWHERE::contains);
  }

  /** The ASCII form of {@code name}, mapped on the way; empty if UTS #46 finds a fault. */
  static Optional<String> toAscii(String name) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder ascii = new StringBuilder(name.length() + 16);
    UTS46.nameToASCII(name, ascii, info);
    return info.hasErrors() ? Optional.empty() : Optional.of(ascii.toString());
  }

  /** {@code name} with its A-labels decoded; empty if UTS #46 finds a fault. */
  static Optional<String> toUnicode(String name) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder unicode = new StringBuilder(name.length());
    UTS46.nameToUnicode(name, unicode, info);
    return info.hasErrors() ? Optional.empty() : Optional.of(unicode.toString());
  }

  /**
   * The ASCII form of a name that is its own canonical form: with non-ASCII characters it has to be
   * what its ASCII form decodes to (else two names would share one ASCII form); an ASCII name has
   * to hold valid A-labels only. Empty otherwise.
   */
  static Optional<String> toAsciiExactly(String name) {
    Optional<String> ascii = toAscii(name);
    if (ascii.isEmpty()) {
      return ascii;
    }
    Optional<String> decoded = toUnicode(ascii.get());
    return ascii.get().equals(name)
        ? decoded.flatMap(InternationalNames::toAscii).filter(name::equals)
        : ascii.filter(encoded -> decoded.filter(name::equals).isPresent());
  }

  /** Whether {@code unicodeName} has a character that makes it a bidi name (RFC 5893, 1.4). */
  static boolean isRightToLeft(String unicodeName) {
    return unicodeName.codePoints().anyMatch(InternationalNames::isRightToLeft);
  }

  private static boolean isRightToLeft(int character) {
    return switch (Character.getDirectionality(character)) {
      case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
          Character.DIRECTIONALITY_ARABIC_NUMBER ->
          true;
      default -> false;
    };
  }
}
