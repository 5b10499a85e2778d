package io.domainflow.web.node;

import io.domainflow.execution.NodeCursor;
import io.domainflow.execution.NodeNotFoundException;
import io.domainflow.execution.NodeQueries;
import io.domainflow.execution.WorkNodes;
import io.domainflow.web.Page;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.QueryParameters.Range;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The nodes that work on campaigns. */
@Path("nodes")
@Tag(name = "Nodes")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class NodesResource {

  private static final Range LIMIT = new Range(1, 1000, 100);

  @Inject NodeQueries queries;
  @Inject WorkNodes nodes;

  /** The nodes that work, and behind them those that have gone in the last days. */
  @GET
  @Operation(summary = "List the nodes")
  public Page<NodeAnswer> list(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    QueryParameters query = new QueryParameters();
    NodeCursor cursor = after == null ? null : NodeCursorText.read(after).orElse(null);
    if (after != null && cursor == null) {
      query.refuse("after", "must be the next of a page of nodes");
    }
    int size = (int) query.wholeNumber("limit", limit, LIMIT);
    query.check();
    return Page.of(queries.nodes(cursor, size + 1), size, NodeAnswer::of, NodeCursorText::write);
  }

  /** Gives a node another number of workers, which it has from its next heartbeat on. */
  @PATCH
  @Path("{node: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Change the number of workers of a node")
  public NodeAnswer change(@PathParam("node") String node, NodeChange change) {
    nodes.setWorkers(node, change.workers());
    return queries
        .find(node)
        .map(NodeAnswer::of)
        .orElseThrow(() -> new NodeNotFoundException(node));
  }
}
