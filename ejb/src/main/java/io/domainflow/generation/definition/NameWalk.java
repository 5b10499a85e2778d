package io.domainflow.generation.definition;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Goes through a contiguous range of offsets by counting digits up, so that a name costs no
 * division. Combinations that share a fault of their leading characters are jumped over together.
 * For one thread.
 *
 * <p>A label has such a fault if a hyphen begins or ends it, if it has hyphens at its third and
 * fourth position without being an A-label (RFC 5891, sections 4.2.3.1 and 5.4), or if it begins
 * with a combining mark (section 4.2.3.2). Other ASCII labels are valid. Whatever else is left is
 * for UTS #46 to decide, name by name.
 */
final class NameWalk {

  /** In place of the digit at fault: the label has no fault. */
  private static final int NO_FAULT = -2;

  /** In place of the digit at fault: the constant alone is at fault, as it is in every label. */
  private static final int CONSTANT = -1;

  private final int[] characters;
  private final Suffixes suffixes;
  private final long end;

  private final int[] positions;
  private final long[] weights;
  private final int firstDigit;
  private final int fourthDigit;
  private final int lastDigit;

  private final int[] digits;
  private final int[] label;
  private final byte[] ascii;
  private int nonAscii;
  private long offset;
  private long impossible;

  /** A walk over the offsets {@code first} to {@code end} - 1, all of them of the pattern. */
  NameWalk(NamePattern pattern, Suffixes suffixes, long first, long end) {
    this.characters = pattern.characterSet().codePoints().toArray();
    this.suffixes = suffixes;
    int[] constant = pattern.constant().codePoints().toArray();
    this.positions = positions(pattern, constant.length);
    this.weights = weights(positions.length, characters.length);
    this.label = new int[positions.length + constant.length];
    this.firstDigit = pattern.lengthBefore() > 0 ? 0 : CONSTANT;
    this.fourthDigit = lastDigitBefore(4, positions);
    this.lastDigit = pattern.lengthAfter() > 0 ? positions.length - 1 : CONSTANT;
    this.digits = new int[positions.length];
    this.ascii = new byte[label.length + 1 + NamePattern.MAX_NAME_LENGTH];
    this.offset = first;
    this.end = end;
    for (int index = 0; index < constant.length; index++) {
      put(pattern.lengthBefore() + index, constant[index]);
    }
    setDigits(first / suffixes.size());
  }

  private static int[] positions(NamePattern pattern, int constantLength) {
    int[] positions = new int[pattern.variableLength()];
    for (int digit = 0; digit < positions.length; digit++) {
      positions[digit] = digit < pattern.lengthBefore() ? digit : digit + constantLength;
    }
    return positions;
  }

  private static long[] weights(int length, int base) {
    long[] weights = new long[length];
    long weight = 1;
    for (int digit = length - 1; digit >= 0; digit--) {
      weights[digit] = weight;
      weight *= base;
    }
    return weights;
  }

  private static int lastDigitBefore(int position, int[] positions) {
    int digit = positions.length - 1;
    while (digit >= 0 && positions[digit] >= position) {
      digit--;
    }
    return digit;
  }

  /** Whether offsets are left. */
  boolean hasNext() {
    return offset < end;
  }

  /** How many of the offsets gone through have no name. */
  long impossible() {
    return impossible;
  }

  /** Goes on by one label under all its TLDs, or by one run of labels with a common fault. */
  <X extends Exception> void step(NameConsumer<X> consumer) throws X {
    int fault = faultyDigit();
    if (fault == NO_FAULT) {
      emit(consumer);
      increment(digits.length - 1);
    } else {
      long next = fault == CONSTANT ? end : Math.min(end, runEnd(weights[fault]));
      impossible += next - offset;
      offset = next;
      increment(fault);
    }
  }

  /** The first offset behind the labels that share all digits down to the one of this weight. */
  private long runEnd(long weight) {
    return (offset / suffixes.size() / weight + 1) * weight * suffixes.size();
  }

  private <X extends Exception> void emit(NameConsumer<X> consumer) throws X {
    boolean plain = nonAscii == 0 && !hasHyphensAtThirdAndFourth();
    int first = (int) (offset % suffixes.size());
    for (int tld = first; tld < suffixes.size() && offset < end; tld++) {
      if (plain && !suffixes.isRightToLeft(tld)) {
        consumer.accept(offset, plainName(tld));
      } else {
        emitChecked(nonAscii == 0 ? suffixes.ascii(tld) : suffixes.unicode(tld), consumer);
      }
      offset++;
    }
  }

  private <X extends Exception> void emitChecked(String tld, NameConsumer<X> consumer) throws X {
    String written = new String(label, 0, label.length) + "." + tld;
    Optional<String> name = InternationalNames.toAsciiExactly(written);
    if (name.isPresent()) {
      consumer.accept(offset, name.get());
    } else {
      impossible++;
    }
  }

  private String plainName(int tld) {
    int length = suffixes.append(tld, ascii, label.length);
    return new String(ascii, 0, length, StandardCharsets.ISO_8859_1);
  }

  private int faultyDigit() {
    if (label[0] == '-' || isMark(label[0])) {
      return firstDigit;
    }
    if (hasHyphensAtThirdAndFourth() && !(label[0] == 'x' && label[1] == 'n')) {
      return fourthDigit;
    }
    return label[label.length - 1] == '-' ? lastDigit : NO_FAULT;
  }

  private boolean hasHyphensAtThirdAndFourth() {
    return label.length >= 4 && label[2] == '-' && label[3] == '-';
  }

  private static boolean isMark(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  private void setDigits(long labelIndex) {
    long rest = labelIndex;
    for (int digit = digits.length - 1; digit >= 0; digit--) {
      set(digit, (int) (rest % characters.length));
      rest /= characters.length;
    }
  }

  /** Adds one at {@code digit}, with carry, and sets the digits behind it to zero. */
  private void increment(int digit) {
    for (int behind = digit + 1; behind < digits.length; behind++) {
      set(behind, 0);
    }
    for (int carry = digit; carry >= 0; carry--) {
      if (digits[carry] + 1 < characters.length) {
        set(carry, digits[carry] + 1);
        return;
      }
      set(carry, 0);
    }
  }

  private void set(int digit, int value) {
    digits[digit] = value;
    put(positions[digit], characters[value]);
  }

  private void put(int position, int character) {
    nonAscii += (character >>> 7 == 0 ? 0 : 1) - (label[position] >>> 7 == 0 ? 0 : 1);
    label[position] = character;
    ascii[position] = (byte) character;
  }
}
