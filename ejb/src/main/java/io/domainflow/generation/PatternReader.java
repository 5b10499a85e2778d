package io.domainflow.generation;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings what a user wrote into canonical form, or says everything that is wrong with it. */
final class PatternReader {

  /** The definition's field in the request; all paths begin with it. */
  static final String FIELD = "generation";

  private static final int MAX_VARIABLE = DomainLabels.MAX_LABEL - 1;

  private final GenerationDefinition definition;
  private final List<Violation> violations = new ArrayList<>();

  private PatternReader(GenerationDefinition definition) {
    this.definition = definition;
  }

  /**
   * The canonical form of a definition.
   *
   * @throws InvalidRequestException naming every field that keeps it from having one
   */
  static CanonicalPattern read(GenerationDefinition definition) {
    return new PatternReader(definition).read();
  }

  private CanonicalPattern read() {
    boolean both = definition.pattern() == GenerationPattern.BOTH;
    int variable = length("variableLength", definition.variableLength(), !both);
    int prefix = length("prefixLength", definition.prefixLength(), both);
    int suffix = length("suffixLength", definition.suffixLength(), both);
    String characters = characters();
    String constant = constant();
    List<String> tlds = tlds();
    refuseIfViolated();
    CanonicalPattern pattern =
        new CanonicalPattern(
            definition.pattern(),
            definition.pattern() == GenerationPattern.PREFIX ? variable : prefix,
            definition.pattern() == GenerationPattern.SUFFIX ? variable : suffix,
            characters,
            constant,
            tlds);
    checkWhole(pattern);
    refuseIfViolated();
    return pattern;
  }

  private int length(String field, @Nullable Integer value, boolean wanted) {
    if (!wanted) {
      if (value != null) {
        refuse(field, "is not for the pattern " + definition.pattern());
      }
      return 0;
    }
    if (value == null || value < 1 || value > MAX_VARIABLE) {
      refuse(field, "must be 1 to " + MAX_VARIABLE + " for the pattern " + definition.pattern());
      return 1;
    }
    return value;
  }

  private String characters() {
    TreeSet<Integer> mapped = new TreeSet<>();
    definition.characterSet().codePoints().forEach(character -> addCharacter(mapped, character));
    return mapped.stream().map(Character::toString).collect(Collectors.joining());
  }

  private void addCharacter(Set<Integer> mapped, int character) {
    if (character == '-') {
      mapped.add(character);
      return;
    }
    Optional<String> label = DomainLabels.toUnicode(Character.toString(character));
    if (label.filter(text -> text.codePointCount(0, text.length()) == 1).isPresent()) {
      mapped.add(label.get().codePointAt(0));
    } else {
      refuse(
          "characterSet",
          "contains U+%04X, which is not a single character of domain names".formatted(character));
    }
  }

  private String constant() {
    // Plain ASCII is not judged alone: where its hyphens come to stand depends on the whole label.
    if (definition.constant().matches("[0-9A-Za-z-]+")) {
      return definition.constant().toLowerCase(Locale.ROOT);
    }
    Optional<String> mapped = DomainLabels.toUnicode(definition.constant());
    if (mapped.isEmpty()) {
      refuse("constant", "must consist of letters, digits and hyphens as domain names have them");
    }
    return mapped.orElse(definition.constant());
  }

  private List<String> tlds() {
    TreeSet<String> canonical = new TreeSet<>();
    for (int index = 0; index < definition.tlds().size(); index++) {
      String suffix = definition.tlds().get(index).strip().replaceFirst("^\\.+", "");
      Optional<String> ascii = suffix(suffix);
      if (ascii.isPresent()) {
        canonical.add(ascii.get());
      } else {
        refuse("tlds[" + index + "]", "must be a suffix such as com or co.uk");
      }
    }
    return List.copyOf(canonical);
  }

  private static Optional<String> suffix(String text) {
    List<String> labels = new ArrayList<>();
    for (String label : text.split("\\.", -1)) {
      Optional<String> ascii = DomainLabels.toAscii(label);
      if (ascii.isEmpty()) {
        return Optional.empty();
      }
      labels.add(ascii.get());
    }
    // A TLD of digits alone would be read as an address (RFC 3696, section 2).
    return labels.get(labels.size() - 1).matches("[0-9]+")
        ? Optional.empty()
        : Optional.of(String.join(".", labels));
  }

  private void checkWhole(CanonicalPattern pattern) {
    int label =
        pattern.variableLength()
            + pattern.constant().codePointCount(0, pattern.constant().length());
    int longest = pattern.tlds().stream().mapToInt(String::length).max().orElse(0);
    if (label > DomainLabels.MAX_LABEL) {
      refuse("constant", "makes labels of " + label + " characters; 63 are allowed");
    } else if (label + 1 + longest > DomainLabels.MAX_NAME) {
      refuse("tlds", "make names of more than 253 characters");
    } else if (!pattern.isCountable()) {
      refuse(
          lengthField(),
          "gives " + pattern.size() + " combinations; 9223372036854775807 can be counted");
    } else if (ImpossibleLabels.count(pattern).equals(labels(pattern))) {
      refuse("constant", "makes every name impossible: " + hyphenFault(pattern));
    }
  }

  private String lengthField() {
    return definition.pattern() == GenerationPattern.BOTH ? "prefixLength" : "variableLength";
  }

  private static BigInteger labels(CanonicalPattern pattern) {
    return pattern.size().divide(BigInteger.valueOf(pattern.tlds().size()));
  }

  private static String hyphenFault(CanonicalPattern pattern) {
    if (pattern.prefixLength() == 0 && pattern.constant().startsWith("-")) {
      return "no label may begin with a hyphen";
    }
    if (pattern.suffixLength() == 0 && pattern.constant().endsWith("-")) {
      return "no label may end with a hyphen";
    }
    return "no label may have hyphens at an end, or in both of the third and fourth place";
  }

  private void refuse(String field, String message) {
    violations.add(new Violation(FIELD + "." + field, message));
  }

  private void refuseIfViolated() {
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }
}
