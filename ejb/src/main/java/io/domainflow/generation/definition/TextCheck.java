package io.domainflow.generation.definition;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Maps the character set and the constant of a definition to their canonical forms. */
final class TextCheck {

  private static final int MAX_NAMED = 10;

  private final Violations violations;

  TextCheck(Violations violations) {
    this.violations = violations;
  }

  /**
   * The characters, each mapped by itself so that their order has no meaning, sorted and without
   * duplicates; empty if one of them was refused.
   */
  Optional<String> characterSet(String written) {
    StringBuilder characters = new StringBuilder();
    Map<String, Set<String>> faults = new LinkedHashMap<>();
    written
        .codePoints()
        .forEach(
            character -> {
              String mapped = InternationalNames.map(Character.toString(character));
              faultOf(mapped)
                  .ifPresentOrElse(
                      fault ->
                          faults
                              .computeIfAbsent(fault, none -> new LinkedHashSet<>())
                              .add(describe(character)),
                      () -> characters.append(mapped));
            });
    faults.forEach((fault, of) -> violations.add("characterSet", fault + ": " + list(of)));
    return faults.isEmpty()
        ? Optional.of(NamePattern.sorted(characters.toString()))
        : Optional.empty();
  }

  private static Optional<String> faultOf(String mapped) {
    if (mapped.isEmpty()) {
      return Optional.of("these characters mean nothing in a name");
    }
    if (!mapped.codePoints().allMatch(InternationalNames::isAllowed)) {
      return Optional.of("only letters, digits and the hyphen are allowed, not");
    }
    return NamePattern.codePoints(mapped) > 1
        ? Optional.of("these characters stand for several each")
        : Optional.empty();
  }

  /**
   * The constant in Unicode: mapped, and decoded if it is an A-label by itself, because Punycode
   * has a meaning in whole labels only; empty if it was refused.
   */
  Optional<String> constant(String written) {
    String mapped = InternationalNames.map(written);
    Set<String> refused =
        mapped
            .codePoints()
            .filter(character -> !InternationalNames.isAllowed(character))
            .mapToObj(TextCheck::describe)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (mapped.isEmpty()) {
      violations.add("constant", "must have a character that means something in a name");
    } else if (!refused.isEmpty()) {
      violations.add(
          "constant", "only letters, digits and the hyphen are allowed, not: " + list(refused));
    } else {
      return Optional.of(decoded(mapped));
    }
    return Optional.empty();
  }

  private static String decoded(String mapped) {
    return mapped.startsWith(InternationalNames.ACE_PREFIX)
        ? InternationalNames.toAsciiExactly(mapped)
            .flatMap(InternationalNames::toUnicode)
            .orElse(mapped)
        : mapped;
  }

  private static String list(Set<String> characters) {
    String more = characters.size() > MAX_NAMED ? " and more" : "";
    return characters.stream().limit(MAX_NAMED).collect(Collectors.joining(", ")) + more;
  }

  private static String describe(int character) {
    String number = "U+%04X".formatted(character);
    boolean visible = Character.isDefined(character) && !Character.isISOControl(character);
    return Stream.of(visible ? Character.toString(character) : "", number)
        .filter(part -> !part.isBlank())
        .collect(Collectors.joining(" "));
  }
}
