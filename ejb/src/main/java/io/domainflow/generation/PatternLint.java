package io.domainflow.generation;

import com.google.common.net.InternetDomainName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Finds what is allowed in a definition but perhaps not meant. */
final class PatternLint {

  private PatternLint() {}

  /**
   * The warnings, in a fixed order.
   *
   * @param left how many of the pattern's combinations no campaign has used
   * @param count how many were asked for; 0 for all
   */
  static List<LintWarning> warnings(
      GenerationDefinition definition, CanonicalPattern pattern, long left, long count) {
    List<LintWarning> warnings = new ArrayList<>();
    for (String tld : pattern.tlds()) {
      if (!InternetDomainName.isValid(tld) || !InternetDomainName.from(tld).isPublicSuffix()) {
        warnings.add(new LintWarning("UNKNOWN_TLD", tld + " is not on the public suffix list."));
      }
    }
    if (!definition.characterSet().equals(pattern.characters())) {
      warnings.add(
          new LintWarning(
              "CHARACTERS_NORMALIZED",
              "The characters were put in lower case and order, and each kept once: "
                  + pattern.characters()));
    }
    BigInteger impossible =
        ImpossibleLabels.count(pattern).multiply(BigInteger.valueOf(pattern.tlds().size()));
    if (impossible.signum() > 0) {
      warnings.add(
          new LintWarning(
              "IMPOSSIBLE_NAMES",
              "Up to "
                  + impossible
                  + " of the combinations cannot be domain names because of their hyphens;"
                  + " they are skipped and counted."));
    }
    if (left == 0) {
      warnings.add(new LintWarning("EXHAUSTED", "Other campaigns have used all combinations."));
    } else if (count > left) {
      warnings.add(
          new LintWarning("MORE_THAN_LEFT", count + " are asked for, but " + left + " are left."));
    }
    return List.copyOf(warnings);
  }
}
