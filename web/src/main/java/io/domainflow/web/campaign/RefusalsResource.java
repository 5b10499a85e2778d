package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.campaign.refusal.Refusal;
import io.domainflow.campaign.refusal.RefusalQueries;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.web.Page;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.QueryParameters.Range;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was refused to those who wanted to steer a campaign, also after it was deleted. */
@Path("campaigns/{id}/refusals")
@Tag(name = "Campaigns")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class RefusalsResource {

  private static final Range AFTER = new Range(0, Long.MAX_VALUE, 0);
  private static final Range LIMIT = new Range(1, 1000, 100);

  @Inject CampaignQueries campaigns;
  @Inject RefusalQueries queries;

  /** The refusals behind the number {@code after}, oldest first. */
  @GET
  @Operation(
      summary = "List the refused changes of a campaign",
      description =
          "By number. A refusal gets its number just before it is stored: of two at the same"
              + " moment the one with the lower number may show up last, so whoever follows the"
              + " list should begin a little before its end.")
  public Page<RefusalAnswer> list(
      @PathParam("id") CampaignId id,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    QueryParameters query = new QueryParameters();
    long number = query.wholeNumber("after", after, AFTER);
    int size = (int) query.wholeNumber("limit", limit, LIMIT);
    query.check();
    return page(id, queries.refusals(id, number, size + 1), size);
  }

  private Page<RefusalAnswer> page(CampaignId id, List<Refusal> refusals, int size) {
    // Each campaign has the event of its creation, so one without any never existed.
    if (refusals.isEmpty() && campaigns.events(id, 0, 1).isEmpty()) {
      throw new CampaignNotFoundException(id);
    }
    return Page.of(refusals, size, RefusalAnswer::of, last -> Long.toString(last.number()));
  }
}
