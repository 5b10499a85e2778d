package io.domainflow.generation.definition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a definition would give at this moment, without anything being reserved: its canonical form,
 * how much of it is left, and what may not be meant. Numbers that can pass 2^53 are decimal
 * strings. A length that the pattern does not have is null.
 *
 * @param configurationHash 64 hexadecimal digits; equal hashes share one enumeration
 * @param combinations how many offsets the pattern has
 * @param nextOffset the first offset that no campaign has taken
 * @param available {@code combinations - nextOffset}
 * @param names the first names from {@code nextOffset} on, 10 at most; fewer if the pattern ends,
 *     or if thousands of combinations in a row are impossible
 * @param warnings what is allowed but perhaps not meant
 */
public record GenerationPreview(
    GenerationPattern pattern,
    @Nullable Integer variableLength,
    @Nullable Integer prefixLength,
    @Nullable Integer suffixLength,
    String characterSet,
    String constant,
    List<String> tlds,
    String configurationHash,
    String combinations,
    String nextOffset,
    String available,
    List<String> names,
    List<LintWarning> warnings) {

  private static final int MAX_NAMES = 10;

  /** Bounds the work for patterns that begin with many impossible names. */
  private static final int MAX_STEPS = 2_000;

  public GenerationPreview {
    tlds = List.copyOf(tlds);
    names = List.copyOf(names);
    warnings = List.copyOf(warnings);
  }

  /**
   * The preview of a definition that satisfies its constraints, and of its checked form.
   *
   * @param nextOffset the first offset that no campaign has taken, 0 to combinations
   */
  public static GenerationPreview of(
      GenerationDefinition definition, GenerationRequest request, long nextOffset) {
    NamePattern pattern = request.pattern();
    long available = pattern.combinations() - nextOffset;
    return new GenerationPreview(
        pattern.pattern(),
        pattern.shownVariableLength(),
        pattern.shownPrefixLength(),
        pattern.shownSuffixLength(),
        pattern.characterSet(),
        pattern.constant(),
        pattern.tlds(),
        pattern.configurationHash(),
        Long.toString(pattern.combinations()),
        Long.toString(nextOffset),
        Long.toString(available),
        firstNames(pattern, nextOffset),
        GenerationLint.warnings(definition, request, available));
  }

  private static List<String> firstNames(NamePattern pattern, long nextOffset) {
    List<String> names = new ArrayList<>();
    NameWalk walk = new NameSequence(pattern).walkFrom(nextOffset);
    for (int step = 0; step < MAX_STEPS && names.size() < MAX_NAMES && walk.hasNext(); step++) {
      walk.step((offset, name) -> names.add(name));
    }
    return names.subList(0, Math.min(MAX_NAMES, names.size()));
  }
}
