package io.domainflow.generation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The names of a canonical pattern by their offsets. The TLD is the least significant digit, so the
 * names of one label are neighbours; before it the variable characters are digits in the base of
 * the character set, the most significant first. Any offset is reached at once. Immutable.
 */
final class NameEnumeration {

  private final CanonicalPattern pattern;
  private final int[] characters;
  private final int[] constant;
  private final long combinations;

  NameEnumeration(CanonicalPattern pattern) {
    this.pattern = pattern;
    this.characters = pattern.codePoints();
    this.constant = pattern.constant().codePoints().toArray();
    this.combinations = pattern.combinations();
  }

  /** Takes names one by one. */
  @FunctionalInterface
  interface Sink<X extends Exception> {
    void accept(long offset, String name) throws X;
  }

  /** The name at {@code offset}, empty if it is impossible. */
  Optional<String> nameAt(long offset) {
    String[] found = new String[1];
    forEach(offset, 1, (ignored, name) -> found[0] = name);
    return Optional.ofNullable(found[0]);
  }

  /**
   * Gives {@code sink} the possible names of {@code count} offsets from {@code first} on, in order.
   *
   * @return how many of the offsets have no possible name
   */
  <X extends Exception> long forEach(long first, long count, Sink<X> sink) throws X {
    if (first < 0 || count < 0 || count > combinations - first) {
      throw new IllegalArgumentException(
          count + " offsets from " + first + " are not within " + combinations);
    }
    List<String> tlds = pattern.tlds();
    int[] digits = digitsOf(first / tlds.size());
    int tld = (int) (first % tlds.size());
    long impossible = 0;
    Optional<String> label = label(digits);
    for (long offset = first; offset < first + count; offset++) {
      if (tld == tlds.size()) {
        tld = 0;
        increment(digits);
        label = label(digits);
      }
      if (label.isPresent() && fits(label.get(), tlds.get(tld))) {
        sink.accept(offset, label.get() + "." + tlds.get(tld));
      } else {
        impossible++;
      }
      tld++;
    }
    return impossible;
  }

  /** The offset that has the name, empty if the pattern does not give it. */
  OptionalLong offsetOf(String name) {
    int dot = name.indexOf('.');
    int tld = dot < 0 ? -1 : pattern.tlds().indexOf(name.substring(dot + 1));
    if (tld < 0) {
      return OptionalLong.empty();
    }
    String label = name.substring(0, dot);
    String raw = labelLength(label) ? label : DomainLabels.toUnicode(label).orElse("");
    long value = valueOf(raw.codePoints().toArray());
    if (value < 0) {
      return OptionalLong.empty();
    }
    long offset = value * pattern.tlds().size() + tld;
    return nameAt(offset).filter(name::equals).isPresent()
        ? OptionalLong.of(offset)
        : OptionalLong.empty();
  }

  private boolean labelLength(String label) {
    return label.length() == pattern.variableLength() + constant.length;
  }

  /** The variable digits of a label as a number; -1 if it is not one of the pattern's labels. */
  private long valueOf(int[] label) {
    if (label.length != pattern.variableLength() + constant.length) {
      return -1;
    }
    long value = 0;
    for (int index = 0; index < label.length; index++) {
      int inConstant = index - pattern.prefixLength();
      if (inConstant >= 0 && inConstant < constant.length) {
        if (label[index] != constant[inConstant]) {
          return -1;
        }
      } else {
        int digit = Arrays.binarySearch(characters, label[index]);
        if (digit < 0) {
          return -1;
        }
        value = value * characters.length + digit;
      }
    }
    return value;
  }

  private int[] digitsOf(long value) {
    int[] digits = new int[pattern.variableLength()];
    long rest = value;
    for (int index = digits.length - 1; index >= 0; index--) {
      digits[index] = (int) (rest % characters.length);
      rest /= characters.length;
    }
    return digits;
  }

  private void increment(int[] digits) {
    int index = digits.length - 1;
    while (index >= 0 && ++digits[index] == characters.length) {
      digits[index--] = 0;
    }
  }

  private Optional<String> label(int[] digits) {
    StringBuilder label = new StringBuilder(DomainLabels.MAX_LABEL);
    for (int index = 0; index < digits.length; index++) {
      if (index == pattern.prefixLength()) {
        label.append(pattern.constant());
      }
      label.appendCodePoint(characters[digits[index]]);
    }
    if (digits.length == pattern.prefixLength()) {
      label.append(pattern.constant());
    }
    return DomainLabels.generated(label.toString());
  }

  private static boolean fits(String label, String tld) {
    return label.length() + 1 + tld.length() <= DomainLabels.MAX_NAME;
  }
}
