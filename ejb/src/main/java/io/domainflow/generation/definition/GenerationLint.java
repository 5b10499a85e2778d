package io.domainflow.generation.definition;

import com.google.common.net.InternetDomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Looks for what is allowed in a definition but perhaps not meant. Touches nothing. */
final class GenerationLint {

  private final GenerationDefinition definition;
  private final GenerationRequest request;
  private final long available;
  private final List<LintWarning> warnings = new ArrayList<>();

  private GenerationLint(
      GenerationDefinition definition, GenerationRequest request, long available) {
    this.definition = definition;
    this.request = request;
    this.available = available;
  }

  /**
   * The warnings for a definition and its checked form, in a fixed order.
   *
   * @param available how many offsets of the pattern are left, 0 or more
   */
  static List<LintWarning> warnings(
      GenerationDefinition definition, GenerationRequest request, long available) {
    GenerationLint lint = new GenerationLint(definition, request, available);
    lint.lookAtCharacters();
    lint.lookAtTlds();
    lint.lookAtImpossibleNames();
    lint.lookAtWhatIsLeft();
    return List.copyOf(lint.warnings);
  }

  private void lookAtCharacters() {
    String mapped =
        definition
            .characterSet()
            .codePoints()
            .mapToObj(Character::toString)
            .map(InternationalNames::map)
            .reduce("", String::concat);
    if (!mapped.equals(definition.characterSet())) {
      warn("CHARACTERS_MAPPED", "Upper-case and other variants of characters were replaced.");
    }
    int duplicates =
        NamePattern.codePoints(mapped) - NamePattern.codePoints(request.pattern().characterSet());
    if (duplicates > 0) {
      warn("DUPLICATE_CHARACTERS", duplicates + " duplicate characters were left out.");
    }
  }

  private void lookAtTlds() {
    for (String tld : request.pattern().tlds()) {
      if (!InternetDomainName.isValid(tld) || !InternetDomainName.from(tld).isPublicSuffix()) {
        warn("UNKNOWN_TLD", tld + " is not on the public suffix list.");
      }
    }
  }

  private void lookAtImpossibleNames() {
    OptionalLong impossible = new ImpossibleNames(request.pattern()).atMost();
    if (impossible.isEmpty()) {
      warn(
          "IMPOSSIBLE_NAMES",
          "Combinations that UTS #46 does not allow, if there are any, are skipped and counted.");
    } else if (impossible.getAsLong() > 0) {
      warn(
          "IMPOSSIBLE_NAMES",
          "Up to %d of %d combinations have hyphens where none may be; they are skipped and counted."
              .formatted(impossible.getAsLong(), request.pattern().combinations()));
    }
  }

  private void lookAtWhatIsLeft() {
    if (available == 0) {
      warn("PATTERN_EXHAUSTED", "Every combination was generated already.");
    } else if (request.count() > available) {
      warn(
          "COUNT_EXCEEDS_AVAILABLE",
          "%d names are asked for, but only %d combinations are left."
              .formatted(request.count(), available));
    }
  }

  private void warn(String code, String message) {
    warnings.add(new LintWarning(code, message));
  }
}
