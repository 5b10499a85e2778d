package io.domainflow.generation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** Shows what a definition would generate, without storing anything. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class GenerationPreviews {

  /** The preview in the form that the API shows. */
  public Record preview(GenerationDefinition definition) {
    return definition;
  }
}
