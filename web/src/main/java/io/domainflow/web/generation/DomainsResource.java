package io.domainflow.web.generation;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.generation.GeneratedDomain;
import io.domainflow.generation.GeneratedDomains;
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

/** The names that a campaign has generated. */
@Path("campaigns/{id}/domains")
@Tag(name = "Domains")
@RequestScoped
public class DomainsResource {

  private static final Range AFTER = new Range(-1, Long.MAX_VALUE, -1);
  private static final Range LIMIT = new Range(1, 1000, 100);

  @Inject CampaignQueries campaigns;
  @Inject GeneratedDomains domains;

  /** The names behind the offset {@code after}, by offset. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "List the generated names by pages")
  public Page<DomainAnswer> list(
      @PathParam("id") CampaignId id,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    QueryParameters query = new QueryParameters();
    long offset = query.wholeNumber("after", after, AFTER);
    int size = (int) query.wholeNumber("limit", limit, LIMIT);
    query.check();
    DomainSource source = new CampaignDomains(id, domains, campaigns);
    source.requireExisting();
    List<GeneratedDomain> found = source.after(offset, size + 1);
    return Page.of(found, size, DomainAnswer::of, last -> Long.toString(last.offset()));
  }
}
