package io.domainflow.web.generation;

import io.domainflow.generation.GeneratedDomain;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A generated name as the API shows it.
 *
 * @param offset a 64-bit number in decimal
 */
@Schema(name = "Domain")
record DomainAnswer(String offset, String name) {

  static DomainAnswer of(GeneratedDomain domain) {
    return new DomainAnswer(Long.toString(domain.offset()), domain.name());
  }
}
