package io.domainflow.generation;

import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPreview;
import io.domainflow.generation.definition.GenerationRequest;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Shows what a definition would generate, without storing anything. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class GenerationPreviews {

  @Inject GenerationCursors cursors;

  /**
   * The preview of a definition that is valid by its constraints. Attribute REQUIRED.
   *
   * @throws io.domainflow.InvalidRequestException if it has no canonical form
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public GenerationPreview preview(GenerationDefinition definition) {
    GenerationRequest request = GenerationRequest.of(definition);
    long next = cursors.nextOffset(request.pattern().configurationHash());
    return GenerationPreview.of(definition, request, next);
  }
}
