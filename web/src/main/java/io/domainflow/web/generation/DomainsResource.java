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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The names that a campaign has generated. */
@Path("campaigns/{id}")
@Tag(name = "Domains")
@RequestScoped
public class DomainsResource {

  private static final Range AFTER = new Range(-1, Long.MAX_VALUE, -1);
  private static final Range LIMIT = new Range(1, 1000, 100);

  @Inject CampaignQueries campaigns;
  @Inject GeneratedDomains domains;

  /** The names behind the offset {@code after}, by offset. */
  @GET
  @Path("domains")
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
    DomainSource source = sourceOf(id);
    source.requireExisting();
    List<GeneratedDomain> found = source.after(offset, size + 1);
    return Page.of(found, size, DomainAnswer::of, last -> Long.toString(last.offset()));
  }

  /** All names as CSV, which is the default. */
  @GET
  @Path("export")
  @Produces("text/csv;charset=utf-8;qs=1.0")
  @Operation(summary = "Export all generated names as CSV or, by Accept, as NDJSON")
  public Response exportCsv(@PathParam("id") CampaignId id) {
    return export(id, ExportFormat.CSV);
  }

  /** All names as lines of JSON. */
  @GET
  @Path("export")
  @Produces("application/x-ndjson;qs=0.5")
  @Operation(hidden = true)
  public Response exportNdjson(@PathParam("id") CampaignId id) {
    return export(id, ExportFormat.NDJSON);
  }

  private Response export(CampaignId id, ExportFormat format) {
    DomainSource source = sourceOf(id);
    source.requireExisting();
    String file = "attachment; filename=\"" + id + format.fileSuffix() + "\"";
    return Response.ok(new DomainExport(source, format))
        .header(HttpHeaders.CONTENT_DISPOSITION, file)
        .build();
  }

  private DomainSource sourceOf(CampaignId id) {
    return new CampaignDomains(id, domains, campaigns);
  }
}
