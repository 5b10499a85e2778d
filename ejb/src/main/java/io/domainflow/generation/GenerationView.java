package io.domainflow.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign generates, in canonical form, as the API shows it. Lengths that the pattern does
 * not have are null.
 *
 * @param count how many combinations were asked for; 0 means all that were left
 * @param configurationHash the same for all campaigns that draw from the same names
 * @param firstOffset the campaign's names have this offset or later ones
 * @param combinations how many names the pattern has
 */
public record GenerationView(
    GenerationPattern pattern,
    @Nullable Integer variableLength,
    @Nullable Integer prefixLength,
    @Nullable Integer suffixLength,
    String characterSet,
    String constant,
    List<String> tlds,
    String count,
    String configurationHash,
    String firstOffset,
    String combinations) {

  static GenerationView of(CanonicalPattern pattern, long count, long firstOffset) {
    boolean both = pattern.pattern() == GenerationPattern.BOTH;
    return new GenerationView(
        pattern.pattern(),
        both ? null : pattern.variableLength(),
        both ? pattern.prefixLength() : null,
        both ? pattern.suffixLength() : null,
        pattern.characters(),
        pattern.constant(),
        pattern.tlds(),
        Long.toString(count),
        pattern.hash(),
        Long.toString(firstOffset),
        Long.toString(pattern.combinations()));
  }
}
