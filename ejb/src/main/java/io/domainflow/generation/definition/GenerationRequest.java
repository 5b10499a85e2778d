package io.domainflow.generation.definition;

/**
 * A definition that was checked and found feasible.
 *
 * @param pattern its canonical form
 * @param count how many offsets to take, 0 or more; 0 means all that are left
 */
public record GenerationRequest(NamePattern pattern, long count) {

  public GenerationRequest {
    if (count < 0) {
      throw new IllegalArgumentException("count must be 0 or more, not " + count);
    }
  }

  /**
   * The checked form of {@code definition}, which has to satisfy its constraints.
   *
   * @throws io.domainflow.InvalidRequestException naming every invalid field
   */
  public static GenerationRequest of(GenerationDefinition definition) {
    return new DefinitionCheck(definition).run();
  }

  /**
   * How many offsets the request takes from {@code nextOffset}, 0 to combinations, on: what it asks
   * for, but no more than are left. 0 when none is left.
   */
  public long taken(long nextOffset) {
    long available = pattern.combinations() - nextOffset;
    return count == 0 ? available : Math.min(count, available);
  }
}
