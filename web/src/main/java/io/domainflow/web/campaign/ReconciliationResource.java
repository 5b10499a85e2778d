package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.Reconciliation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether what is stored of a campaign agrees with itself. */
@Path("campaigns/{id}/reconciliation")
@Tag(name = "Campaigns")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class ReconciliationResource {

  @Inject Reconciliation reconciliation;

  /** Compares the campaign with its history, its batches and its results, as they are now. */
  @GET
  @Operation(summary = "Compare a campaign with its history, its batches and its results")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ReconciliationAnswer.class)))
  public ReconciliationAnswer compare(@PathParam("id") CampaignId id) {
    return ReconciliationAnswer.of(reconciliation.differences(id));
  }
}
