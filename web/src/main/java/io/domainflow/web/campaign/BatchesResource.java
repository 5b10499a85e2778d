package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.execution.BatchQueries;
import io.domainflow.execution.BatchView;
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

/** The work of a campaign. */
@Path("campaigns/{id}/batches")
@Tag(name = "Campaigns")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class BatchesResource {

  private static final Range AFTER = new Range(-1, Long.MAX_VALUE, -1);
  private static final Range LIMIT = new Range(1, 1000, 100);

  @Inject CampaignDirectory directory;
  @Inject BatchQueries queries;

  /** The batches behind the number {@code after}, by number. */
  @GET
  @Operation(summary = "List the batches of a campaign")
  public Page<BatchAnswer> list(
      @PathParam("id") CampaignId id,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    QueryParameters query = new QueryParameters();
    long number = query.wholeNumber("after", after, AFTER);
    int size = (int) query.wholeNumber("limit", limit, LIMIT);
    query.check();
    directory.requireExisting(id);
    List<BatchView> found = queries.batches(id, number, size + 1);
    return Page.of(found, size, BatchAnswer::of, last -> Long.toString(last.number()));
  }
}
