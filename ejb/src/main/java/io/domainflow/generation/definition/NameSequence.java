package io.domainflow.generation.definition;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The names of a pattern by offset, 0 to combinations-1, without any state between calls. An offset
 * is a number whose least significant digit is the TLD; above it stand the variable characters in
 * base N, the most significant first, before and after the constant alike. An offset whose name
 * could not be registered has no name. Immutable and thread-safe.
 */
public final class NameSequence {

  private final NamePattern pattern;
  private final Suffixes suffixes;
  private final long combinations;
  private final int[] characters;
  private final int[] constant;

  public NameSequence(NamePattern pattern) {
    this.pattern = pattern;
    this.suffixes = new Suffixes(pattern.tlds());
    this.combinations = pattern.combinations();
    this.characters = pattern.characterSet().codePoints().toArray();
    this.constant = pattern.constant().codePoints().toArray();
  }

  /** The number of offsets, those without a name included. */
  long combinations() {
    return combinations;
  }

  /**
   * The ASCII name at {@code offset}; empty if no such name can be registered.
   *
   * @throws IndexOutOfBoundsException if the offset is not 0 to combinations-1
   */
  Optional<String> nameAt(long offset) {
    Objects.checkIndex(offset, combinations);
    NameWalk walk = new NameWalk(pattern, suffixes, offset, offset + 1);
    StringBuilder found = new StringBuilder();
    walk.step((at, name) -> found.append(name));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.toString());
  }

  /**
   * Hands the names at {@code count} offsets from {@code first} on to the consumer, in order.
   *
   * @return how many of these offsets have no name
   * @throws IndexOutOfBoundsException if the offsets are not all within 0 to combinations-1
   */
  public <X extends Exception> long forEach(long first, long count, NameConsumer<X> consumer)
      throws X {
    Objects.checkFromIndexSize(first, count, combinations);
    NameWalk walk = new NameWalk(pattern, suffixes, first, first + count);
    while (walk.hasNext()) {
      walk.step(consumer);
    }
    return walk.impossible();
  }

  /** A walk over all names from {@code first}, 0 to combinations, on. */
  NameWalk walkFrom(long first) {
    return new NameWalk(pattern, suffixes, first, combinations);
  }

  /** The offset of a name, spelled as it is generated; empty if it is not one of these names. */
  OptionalLong offsetOf(String name) {
    int dot = name.indexOf('.');
    int tld = Collections.binarySearch(pattern.tlds(), name.substring(dot + 1));
    if (dot < 0 || tld < 0) {
      return OptionalLong.empty();
    }
    OptionalLong label = indexOf(name.substring(0, dot));
    if (label.isEmpty()) {
      return OptionalLong.empty();
    }
    long offset = label.getAsLong() * pattern.tlds().size() + tld;
    return nameAt(offset).filter(name::equals).isPresent()
        ? OptionalLong.of(offset)
        : OptionalLong.empty();
  }

  private OptionalLong indexOf(String label) {
    OptionalLong asWritten = indexOf(label.codePoints().toArray());
    if (asWritten.isPresent() || !label.startsWith(InternationalNames.ACE_PREFIX)) {
      return asWritten;
    }
    return InternationalNames.toUnicode(label).stream()
        .map(unicode -> indexOf(unicode.codePoints().toArray()))
        .findFirst()
        .orElseGet(OptionalLong::empty);
  }

  private OptionalLong indexOf(int[] label) {
    int before = pattern.lengthBefore();
    int after = before + constant.length;
    if (label.length != after + pattern.lengthAfter()
        || !Arrays.equals(label, before, after, constant, 0, constant.length)) {
      return OptionalLong.empty();
    }
    long index = 0;
    for (int position = 0; position < label.length; position++) {
      if (position >= before && position < after) {
        continue;
      }
      int digit = digitOf(label[position]);
      if (digit < 0) {
        return OptionalLong.empty();
      }
      index = index * characters.length + digit;
    }
    return OptionalLong.of(index);
  }

  /** The place of a character in the set, negative if it is not one of them. */
  private int digitOf(int character) {
    int last = characters.length - 1;
    if (characters[last] != '-') {
      return Arrays.binarySearch(characters, character);
    }
    return character == '-' ? last : Arrays.binarySearch(characters, 0, last, character);
  }
}
