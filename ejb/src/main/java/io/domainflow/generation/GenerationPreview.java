package io.domainflow.generation;

import java.util.List;

/**
 * What a campaign of a definition would generate now.
 *
 * @param generation the definition in canonical form; its first offset is the next one
 * @param left how many combinations no campaign has used yet
 * @param names the first names that the campaign would store, at most 10
 * @param warnings what is allowed but perhaps not meant
 */
public record GenerationPreview(
    GenerationView generation,
    String left,
    List<GeneratedDomainView> names,
    List<LintWarning> warnings) {

  /** A name with its offset, as the API shows it. */
  public record GeneratedDomainView(String offset, String name) {}
}
