package io.domainflow.generation;

import java.math.BigInteger;

/**
 * Counts the labels of an ASCII pattern that its hyphens make impossible: a hyphen at an end, or in
 * both of the third and fourth place. The rare label of the last kind that is a valid A-label is
 * counted too, so the count is an upper bound.
 */
final class ImpossibleLabels {

  private static final int FOURTH = 3;

  private final CanonicalPattern pattern;
  private final boolean hasHyphen;
  private final BigInteger others;
  private final int length;

  private ImpossibleLabels(CanonicalPattern pattern) {
    this.pattern = pattern;
    this.hasHyphen = pattern.characters().indexOf('-') >= 0;
    this.others = BigInteger.valueOf(pattern.codePoints().length - (hasHyphen ? 1 : 0));
    this.length = pattern.variableLength() + pattern.constant().length();
  }

  /**
   * How many of the pattern's labels are impossible, at most; 0 for a pattern with characters
   * beyond ASCII, for which no bound is known.
   */
  static BigInteger count(CanonicalPattern pattern) {
    if (!DomainLabels.isAscii(pattern.characters() + pattern.constant())) {
      return BigInteger.ZERO;
    }
    BigInteger labels = pattern.size().divide(BigInteger.valueOf(pattern.tlds().size()));
    return labels.subtract(new ImpossibleLabels(pattern).possible());
  }

  /** Goes along the label, and keeps apart whether its last character so far is a hyphen. */
  private BigInteger possible() {
    BigInteger endingInHyphen = BigInteger.ZERO;
    BigInteger endingOtherwise = BigInteger.ONE;
    for (int position = 0; position < length; position++) {
      BigInteger before = endingInHyphen.add(endingOtherwise);
      BigInteger hyphenated =
          position == 0 || position == length - 1
              ? BigInteger.ZERO
              : position == FOURTH ? endingOtherwise : before;
      endingInHyphen = hyphenated.multiply(hyphensAt(position));
      endingOtherwise = before.multiply(othersAt(position));
    }
    return endingInHyphen.add(endingOtherwise);
  }

  private BigInteger hyphensAt(int position) {
    int inConstant = position - pattern.prefixLength();
    boolean possible =
        isConstant(inConstant) ? pattern.constant().charAt(inConstant) == '-' : hasHyphen;
    return possible ? BigInteger.ONE : BigInteger.ZERO;
  }

  private BigInteger othersAt(int position) {
    int inConstant = position - pattern.prefixLength();
    if (!isConstant(inConstant)) {
      return others;
    }
    return pattern.constant().charAt(inConstant) == '-' ? BigInteger.ZERO : BigInteger.ONE;
  }

  private boolean isConstant(int index) {
    return index >= 0 && index < pattern.constant().length();
  }
}
