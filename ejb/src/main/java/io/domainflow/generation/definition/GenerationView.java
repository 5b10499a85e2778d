package io.domainflow.generation.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's generation as the API shows it, in canonical form. Numbers that can pass 2^53 are
 * decimal strings. A length that the pattern does not have is null.
 *
 * @param count how many offsets were asked for; 0 means all that were left
 * @param configurationHash 64 hexadecimal digits; equal hashes share one enumeration
 * @param firstOffset the pattern's next offset when the campaign was created: its names have this
 *     offset or later ones
 * @param combinations how many offsets the whole pattern has
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

  public GenerationView {
    tlds = List.copyOf(tlds);
  }

  /** The view of a request for {@code count} offsets of a pattern. */
  public static GenerationView of(NamePattern pattern, long firstOffset, long count) {
    return new GenerationView(
        pattern.pattern(),
        pattern.shownVariableLength(),
        pattern.shownPrefixLength(),
        pattern.shownSuffixLength(),
        pattern.characterSet(),
        pattern.constant(),
        pattern.tlds(),
        Long.toString(count),
        pattern.configurationHash(),
        Long.toString(firstOffset),
        Long.toString(pattern.combinations()));
  }
}
