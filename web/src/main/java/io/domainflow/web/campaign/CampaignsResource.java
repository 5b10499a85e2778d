package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.web.KeyedRequest;
import io.domainflow.web.Page;
import io.domainflow.web.json.RequestDocument;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All campaigns: create and list. */
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

  /** Creates a campaign; once, however often it is asked for, if the request carries a key. */
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
  public Response create(
      RequestDocument request,
      @HeaderParam(IdempotencyKey.HEADER) List<String> keys,
      @Context UriInfo uri) {
    if (!keys.isEmpty()) {
      return KeyedRequest.response(directory.createOnce(request, keys, id -> location(uri, id)));
    }
    CampaignAnswer campaign = directory.create(request);
    return Response.created(location(uri, campaign.id()))
        .entity(campaign)
        .tag(VersionTag.of(campaign))
        .build();
  }

  private static URI location(UriInfo uri, CampaignId id) {
    return uri.getAbsolutePathBuilder().path(id.toString()).build();
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
}
