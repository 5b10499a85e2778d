package io.domainflow.web.generation;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.generation.GeneratedDomains;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All the names that a campaign has generated, as one stream. */
@Path("campaigns/{id}/export")
@Tag(name = "Domains")
@RequestScoped
public class ExportResource {

  @Inject CampaignQueries campaigns;
  @Inject GeneratedDomains domains;
  @Context HttpServletRequest request;

  /** All names as CSV, which is the default. */
  @GET
  @Produces("text/csv;charset=utf-8;qs=1.0")
  @Operation(summary = "Export all generated names as CSV or, by Accept, as NDJSON")
  public Response exportCsv(@PathParam("id") CampaignId id) {
    return export(id, ExportFormat.CSV);
  }

  /** All names as lines of JSON. */
  @GET
  @Produces("application/x-ndjson;qs=0.5")
  @Operation(summary = "Export all generated names as CSV or, by Accept, as NDJSON")
  public Response exportNdjson(@PathParam("id") CampaignId id) {
    return export(id, ExportFormat.NDJSON);
  }

  private Response export(CampaignId id, ExportFormat format) {
    DomainSource source = new CampaignDomains(id, domains, campaigns);
    source.requireExisting();
    String file = "attachment; filename=\"" + id + format.fileSuffix() + "\"";
    return Response.ok(new DomainExport(source, format, ServerConnection.of(request)))
        .header(HttpHeaders.CONTENT_DISPOSITION, file)
        .build();
  }
}
