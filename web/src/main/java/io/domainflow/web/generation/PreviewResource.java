package io.domainflow.web.generation;

import io.domainflow.generation.GenerationPreviews;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.web.json.Compact;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows what a pattern would generate. */
@Path("generation/preview")
@Tag(name = "Generation")
@RequestScoped
public class PreviewResource {

  @Inject GenerationPreviews previews;

  /** Shows it; nothing is stored and no offset reserved. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Preview what a definition would generate")
  public Compact preview(GenerationDefinition definition) {
    return new Compact(previews.preview(definition));
  }
}
