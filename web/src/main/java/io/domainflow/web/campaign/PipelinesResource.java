package io.domainflow.web.campaign;

import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.web.KeyedRequest;
import io.domainflow.web.json.RequestDocument;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Campaigns that work on each other's results. */
@Path("pipelines")
@Tag(name = "Campaigns")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class PipelinesResource {

  @Inject CampaignDirectory directory;

  /** Creates all campaigns of a pipeline, or none; once, if the request carries a key. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create campaigns that work on each other's results",
      description =
          "stages: campaigns, each of which works on the results of the one before it;"
              + " start: whether they are started, too")
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = PipelineAnswer.class)))
  public Response create(
      RequestDocument request, @HeaderParam(IdempotencyKey.HEADER) List<String> keys) {
    if (!keys.isEmpty()) {
      return KeyedRequest.response(directory.createPipelineOnce(request, keys));
    }
    return Response.status(Response.Status.CREATED)
        .entity(directory.createPipeline(request))
        .build();
  }
}
