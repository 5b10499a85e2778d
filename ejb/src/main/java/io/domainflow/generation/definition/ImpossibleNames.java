package io.domainflow.generation.definition;

import java.util.OptionalLong;

/**
 * What can be said of a pattern's impossible names without going through them: how many labels
 * break the rules for hyphens (RFC 5891, section 4.2.3.1), counted position by position.
 */
final class ImpossibleNames {

  private final NamePattern pattern;
  private final int[] constant;

  ImpossibleNames(NamePattern pattern) {
    this.pattern = pattern;
    this.constant = pattern.constant().codePoints().toArray();
  }

  /**
   * How many combinations, TLDs included, are impossible at most. For ASCII this is the number of
   * those that break a rule for hyphens, which is exact but for labels such as {@code xn--p1ai}:
   * they are counted though they may be valid. Empty if the pattern has characters outside ASCII or
   * a TLD written from right to left, where other rules than those for hyphens count too.
   */
  OptionalLong atMost() {
    long labels = pattern.combinations() / pattern.tlds().size();
    return hyphensOnly()
        ? OptionalLong.of((labels - unbroken(true)) * pattern.tlds().size())
        : OptionalLong.empty();
  }

  /** Whether hyphens alone decide, but for A-labels, which labels are possible. */
  boolean hyphensOnly() {
    return InternationalNames.isAscii(pattern.characterSet())
        && InternationalNames.isAscii(pattern.constant())
        && pattern.tlds().stream()
            .map(tld -> InternationalNames.toUnicode(tld).orElse(tld))
            .noneMatch(InternationalNames::isRightToLeft);
  }

  /**
   * Whether the rules for hyphens leave no label at all; what could be an A-label counts as one.
   */
  boolean coverWholePattern() {
    return unbroken(!mayBeAceLabel()) == 0;
  }

  /** Whether {@link #coverWholePattern()} is the constant's doing alone. */
  boolean coverWholePatternWhateverTheCharacters() {
    return new ImpossibleNames(
            new NamePattern(
                pattern.pattern(),
                pattern.lengthBefore(),
                pattern.lengthAfter(),
                "a",
                pattern.constant(),
                pattern.tlds()))
        .coverWholePattern();
  }

  /** Whether some labels can only be judged by UTS #46, one by one. */
  boolean needTrial() {
    return !hyphensOnly() || mayBeAceLabel();
  }

  private boolean mayBeAceLabel() {
    for (int position = 0; position < InternationalNames.ACE_PREFIX.length(); position++) {
      if (position >= length() || choices(position, prefixAt(position)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int prefixAt(int position) {
    return InternationalNames.ACE_PREFIX.charAt(position);
  }

  /**
   * Labels that break no rule. Two sums go from position to position: the labels so far whose third
   * character is a hyphen, of interest until the fourth is known, and all others.
   */
  private long unbroken(boolean thirdAndFourth) {
    long others = 1;
    long hyphenAtThird = 0;
    for (int position = 0; position < length(); position++) {
      boolean end = position == 0 || position == length() - 1;
      long hyphens = end ? 0 : choices(position, '-');
      long rest = choices(position) - choices(position, '-');
      if (position == 2 && thirdAndFourth) {
        hyphenAtThird = others * hyphens;
        others *= rest;
      } else {
        others = others * (hyphens + rest) + hyphenAtThird * rest;
        hyphenAtThird = 0;
      }
    }
    return others;
  }

  private int length() {
    return pattern.variableLength() + constant.length;
  }

  /** How many characters can stand at a position. */
  private long choices(int position) {
    return isConstant(position) ? 1 : NamePattern.codePoints(pattern.characterSet());
  }

  /** How many ways there are, 0 or 1, to have this character at a position. */
  private long choices(int position, int character) {
    boolean possible =
        isConstant(position)
            ? constant[position - pattern.lengthBefore()] == character
            : pattern.characterSet().indexOf(character) >= 0;
    return possible ? 1 : 0;
  }

  private boolean isConstant(int position) {
    return position >= pattern.lengthBefore()
        && position < pattern.lengthBefore() + constant.length;
  }
}
