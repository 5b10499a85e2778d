package io.domainflow.generation.definition;

import java.util.ArrayList;
import java.util.List;

/** Definitions for tests, named for their pattern. */
final class Definitions {

  static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private Definitions() {}

  static GenerationDefinition prefix(
      int length, String characters, String constant, String... tlds) {
    return new GenerationDefinition(
        GenerationPattern.PREFIX, length, null, null, characters, constant, List.of(tlds), "0");
  }

  static GenerationDefinition suffix(
      int length, String characters, String constant, String... tlds) {
    return new GenerationDefinition(
        GenerationPattern.SUFFIX, length, null, null, characters, constant, List.of(tlds), "0");
  }

  static GenerationDefinition both(
      int before, int after, String characters, String constant, String... tlds) {
    return new GenerationDefinition(
        GenerationPattern.BOTH, null, before, after, characters, constant, List.of(tlds), "0");
  }

  static GenerationDefinition counting(String count, GenerationDefinition definition) {
    return new GenerationDefinition(
        definition.pattern(),
        definition.variableLength(),
        definition.prefixLength(),
        definition.suffixLength(),
        definition.characterSet(),
        definition.constant(),
        definition.tlds(),
        count);
  }

  static NamePattern pattern(GenerationDefinition definition) {
    return GenerationRequest.of(definition).pattern();
  }

  static NameSequence sequence(GenerationDefinition definition) {
    return new NameSequence(pattern(definition));
  }

  /** All names of a small pattern, in order. */
  static List<String> names(GenerationDefinition definition) {
    NameSequence sequence = sequence(definition);
    List<String> names = new ArrayList<>();
    sequence.forEach(0, sequence.combinations(), (offset, name) -> names.add(name));
    return names;
  }
}
