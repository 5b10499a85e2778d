package io.domainflow.generation.definition;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one definition into its canonical form, or names all that is wrong with it. For one thread
 * and one use.
 */
final class DefinitionCheck {

  /** Up to so many combinations are tried out one by one to see if any gives a name. */
  private static final int MAX_TRIED = 10_000;

  private final GenerationDefinition definition;
  private final Violations violations = new Violations();

  /** How many variable characters stand before and after the constant. */
  private record Lengths(int before, int after) {

    int total() {
      return before + after;
    }
  }

  DefinitionCheck(GenerationDefinition definition) {
    this.definition = definition;
  }

  /**
   * The canonical form.
   *
   * @throws io.domainflow.InvalidRequestException naming every invalid field
   */
  GenerationRequest run() {
    TextCheck texts = new TextCheck(violations);
    Optional<Lengths> lengths = lengths();
    Optional<String> characters = texts.characterSet(definition.characterSet());
    Optional<String> constant = texts.constant(definition.constant());
    SuffixCheck suffixes = new SuffixCheck(violations);
    List<String> tlds = suffixes.canonical(definition.tlds());
    long count = count();
    if (lengths.isPresent() && constant.isPresent()) {
      int label = lengths.get().total() + NamePattern.codePoints(constant.get());
      checkLabel(label, constant.get());
      suffixes.checkNames(definition.tlds(), label);
    }
    if (lengths.isPresent() && characters.isPresent()) {
      checkCombinations(NamePattern.codePoints(characters.get()), lengths.get(), tlds);
    }
    violations.refuseAny();
    NamePattern pattern =
        new NamePattern(
            definition.pattern(),
            lengths.orElseThrow().before(),
            lengths.orElseThrow().after(),
            characters.orElseThrow(),
            constant.orElseThrow(),
            tlds);
    checkSomeNameIsPossible(pattern);
    violations.refuseAny();
    return new GenerationRequest(pattern, count);
  }

  private Optional<Lengths> lengths() {
    if (definition.pattern() == GenerationPattern.BOTH) {
      forbid("variableLength", definition.variableLength());
      Optional<Integer> before = require("prefixLength", definition.prefixLength(), 62);
      Optional<Integer> after = require("suffixLength", definition.suffixLength(), 62);
      return before.flatMap(prefix -> after.map(suffix -> new Lengths(prefix, suffix)));
    }
    forbid("prefixLength", definition.prefixLength());
    forbid("suffixLength", definition.suffixLength());
    Optional<Integer> length = require("variableLength", definition.variableLength(), 63);
    return definition.pattern() == GenerationPattern.PREFIX
        ? length.map(before -> new Lengths(before, 0))
        : length.map(after -> new Lengths(0, after));
  }

  private void forbid(String field, @Nullable Integer value) {
    if (value != null) {
      violations.add(field, "must be absent with the pattern " + definition.pattern());
    }
  }

  private Optional<Integer> require(String field, @Nullable Integer value, int max) {
    if (value == null) {
      violations.add(field, "is needed with the pattern " + definition.pattern());
    } else if (value < 1 || value > max) {
      violations.add(field, "must be 1 to %d, not %d".formatted(max, value));
    } else {
      return Optional.of(value);
    }
    return Optional.empty();
  }

  private long count() {
    try {
      return Long.parseLong(definition.count());
    } catch (NumberFormatException tooLarge) {
      violations.add("count", "must be at most " + Long.MAX_VALUE);
      return 0;
    }
  }

  /** Each character outside ASCII takes at least one of an A-label's, behind its prefix. */
  private void checkLabel(int codePoints, String constant) {
    boolean ascii = InternationalNames.isAscii(constant);
    int length = codePoints + (ascii ? 0 : InternationalNames.ACE_PREFIX.length());
    if (length > NamePattern.MAX_LABEL_LENGTH) {
      violations.add(
          lengthField(),
          "makes labels of %d characters%s; at most %d are allowed"
              .formatted(
                  length, ascii ? "" : " or more (as A-labels)", NamePattern.MAX_LABEL_LENGTH));
    }
  }

  private void checkCombinations(int characters, Lengths lengths, List<String> tlds) {
    BigInteger all = NamePattern.combinations(characters, lengths.total(), tlds);
    if (all.compareTo(NamePattern.MAX_COMBINATIONS) > 0) {
      violations.add(
          lengthField(),
          "makes %s combinations; at most %s are allowed"
              .formatted(all, NamePattern.MAX_COMBINATIONS));
    }
  }

  private String lengthField() {
    return definition.pattern() == GenerationPattern.BOTH ? "suffixLength" : "variableLength";
  }

  private void checkSomeNameIsPossible(NamePattern pattern) {
    ImpossibleNames impossible = new ImpossibleNames(pattern);
    if (impossible.coverWholePattern()) {
      boolean anyCharacters = impossible.coverWholePatternWhateverTheCharacters();
      violations.add(
          anyCharacters ? "constant" : "characterSet",
          "no label may begin or end with a hyphen, or have hyphens at its third and fourth"
              + " position without being an A-label: here every one does");
    } else if (impossible.needTrial()
        && pattern.combinations() <= MAX_TRIED
        && allImpossible(pattern)) {
      violations.add("characterSet", "none of the combinations is a name that UTS #46 allows");
    }
  }

  private static boolean allImpossible(NamePattern pattern) {
    long all = pattern.combinations();
    return new NameSequence(pattern).forEach(0, all, (offset, name) -> {}) == all;
  }
}
