package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignView;
import io.domainflow.campaign.state.Control;
import io.domainflow.web.Actor;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * One campaign: show, steer and delete. Every answer that shows it carries its version as ETag; who
 * sends that back as If-Match steers the campaign only if its state is still the one that was
 * shown.
 */
@Path("campaigns/{id}")
@Tag(name = "Campaigns")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class CampaignResource {

  @Inject CampaignDirectory directory;
  @Inject CampaignOrchestrator orchestrator;
  @Inject Actor actor;

  /** Shows a campaign. */
  @GET
  @Operation(summary = "Show a campaign")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response find(@PathParam("id") CampaignId id) {
    return show(Response.ok(), directory.find(id));
  }

  /** Lets the work of a campaign begin. */
  @POST
  @Path("start")
  @Operation(summary = "Start a pending campaign")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response start(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    return accepted(orchestrator.start(id, control(ifMatch)));
  }

  /** Halts a campaign. */
  @POST
  @Path("pause")
  @Operation(summary = "Pause a campaign once its running batches have ended")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response pause(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    return accepted(orchestrator.pause(id, control(ifMatch)));
  }

  /** Goes on with a paused campaign. */
  @POST
  @Path("resume")
  @Operation(summary = "Resume a paused campaign")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response resume(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    return accepted(orchestrator.resume(id, control(ifMatch)));
  }

  /** Ends a campaign before its time. */
  @POST
  @Path("cancel")
  @Operation(summary = "Cancel a campaign for good")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response cancel(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    return accepted(orchestrator.cancel(id, control(ifMatch)));
  }

  /** Gives a failed campaign another chance. */
  @POST
  @Path("retry")
  @Operation(summary = "Retry what a failed campaign has left undone")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response retry(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    return accepted(orchestrator.retry(id, control(ifMatch)));
  }

  /** Puts a campaign away. */
  @POST
  @Path("archive")
  @Operation(summary = "Archive a campaign that has ended or is paused, for good")
  @APIResponse(
      responseCode = "202",
      content = @Content(schema = @Schema(implementation = CampaignAnswer.class)))
  public Response archive(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    return accepted(orchestrator.archive(id, control(ifMatch)));
  }

  /** Deletes a campaign and its results; its history stays. */
  @DELETE
  @Operation(summary = "Delete a campaign that is not running")
  @APIResponse(responseCode = "204")
  public void delete(
      @PathParam("id") CampaignId id, @HeaderParam(VersionTag.IF_MATCH) List<String> ifMatch) {
    orchestrator.delete(id, control(ifMatch));
  }

  private Control control(List<String> ifMatch) {
    return VersionTag.control(actor.name(), ifMatch);
  }

  private Response accepted(CampaignView campaign) {
    return show(Response.accepted(), directory.show(campaign));
  }

  private static Response show(ResponseBuilder answer, CampaignAnswer campaign) {
    return answer.entity(campaign).tag(VersionTag.of(campaign)).build();
  }
}
