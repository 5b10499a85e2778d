package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.web.Actor;
import io.domainflow.web.Page;
import io.domainflow.web.json.RequestDocument;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Campaigns: create, list, show, and steer. */
@Path("campaigns")
@Tag(name = "Campaigns")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class CampaignsResource {

  private static final String EXAMPLE =
      """
      {"name": "shops", "type": "DOMAIN_GENERATION", "generation": {"pattern": "PREFIX",
       "variableLength": 4, "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
       "tlds": ["com", "net"], "count": "500000"}}
      """;

  @Inject CampaignDirectory directory;
  @Inject CampaignOrchestrator orchestrator;
  @Inject Actor actor;

  /** Creates a campaign. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Create a campaign")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      description = "name, type, and the definition in the field of the type",
                      example = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response create(RequestDocument request, @Context UriInfo uri) {
    CampaignAnswer campaign = directory.create(request);
    return Response.created(uri.getAbsolutePathBuilder().path(campaign.id().toString()).build())
        .entity(campaign)
        .build();
  }

  /** Lists campaigns by pages. */
  @GET
  @Operation(summary = "List campaigns")
  public Page<CampaignAnswer> list(
      @QueryParam("type") @Nullable String type,
      @QueryParam("status") @Nullable String status,
      @QueryParam("q") @Nullable String nameContains,
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return directory.list(new CampaignListing(type, status, nameContains, sort, limit, cursor));
  }

  /** Shows a campaign. */
  @GET
  @Path("{id}")
  @Operation(summary = "Show a campaign")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public CampaignAnswer find(@PathParam("id") CampaignId id) {
    return directory.find(id);
  }

  /** Lets the work of a campaign begin. */
  @POST
  @Path("{id}/start")
  @Operation(summary = "Start a pending campaign")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response start(@PathParam("id") CampaignId id) {
    orchestrator.start(id, actor.name());
    return accepted(id);
  }

  /** Halts a campaign. */
  @POST
  @Path("{id}/pause")
  @Operation(summary = "Pause a campaign once its running batches have ended")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response pause(@PathParam("id") CampaignId id) {
    orchestrator.pause(id, actor.name());
    return accepted(id);
  }

  /** Goes on with a paused campaign. */
  @POST
  @Path("{id}/resume")
  @Operation(summary = "Resume a paused campaign")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response resume(@PathParam("id") CampaignId id) {
    orchestrator.resume(id, actor.name());
    return accepted(id);
  }

  /** Ends a campaign before its time. */
  @POST
  @Path("{id}/cancel")
  @Operation(summary = "Cancel a campaign for good")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response cancel(@PathParam("id") CampaignId id) {
    orchestrator.cancel(id, actor.name());
    return accepted(id);
  }

  /** Deletes a campaign and its results; its history stays. */
  @DELETE
  @Path("{id}")
  @Operation(summary = "Delete a campaign that is not running")
  @APIResponse(responseCode = "204")
  public void delete(@PathParam("id") CampaignId id) {
    orchestrator.delete(id, actor.name());
  }

  private Response accepted(CampaignId id) {
    return Response.accepted(directory.find(id)).build();
  }
}
