package io.domainflow.generation;

import io.domainflow.generation.GenerationPreview.GeneratedDomainView;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Shows what a definition would generate, without storing anything. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class GenerationPreviews {

  private static final int NAMES = 10;

  @Inject GenerationCursors cursors;

  /**
   * The preview of a definition that is valid by its constraints. Attribute REQUIRED.
   *
   * @throws io.domainflow.InvalidRequestException if it has no canonical form
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public GenerationPreview preview(GenerationDefinition definition) {
    CanonicalPattern pattern = PatternReader.read(definition);
    long count = RequestedCount.of(definition);
    long next = cursors.nextOffset(pattern.hash());
    long left = pattern.combinations() - next;
    return new GenerationPreview(
        GenerationView.of(pattern, count, next),
        Long.toString(left),
        names(pattern, next, count == 0 ? left : Math.min(count, left)),
        PatternLint.warnings(definition, pattern, left, count));
  }

  private static List<GeneratedDomainView> names(CanonicalPattern pattern, long next, long most) {
    List<GeneratedDomainView> names = new ArrayList<>();
    new NameEnumeration(pattern)
        .forEach(
            next,
            Math.min(NAMES, most),
            (offset, name) -> names.add(new GeneratedDomainView(Long.toString(offset), name)));
    return List.copyOf(names);
  }
}
