package io.domainflow.web.node;

import io.domainflow.execution.NodeView;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A node as the API shows it.
 *
 * @param recorded a 64-bit number in decimal
 * @param refused a 64-bit number in decimal
 */
@Schema(name = "Node")
record NodeAnswer(
    String node,
    String version,
    boolean alive,
    int workers,
    int wantedWorkers,
    int inFlight,
    String recorded,
    String refused,
    @Schema(type = SchemaType.STRING, format = "date-time") Instant startedAt,
    @Schema(type = SchemaType.STRING, format = "date-time") Instant lastHeartbeatAt,
    @Schema(type = SchemaType.STRING, format = "date-time") Instant leaseUntil,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant goneAt) {

  static NodeAnswer of(NodeView node) {
    return new NodeAnswer(
        node.node(),
        node.version(),
        node.alive(),
        node.workers(),
        node.wantedWorkers(),
        node.inFlight(),
        Long.toString(node.recorded()),
        Long.toString(node.refused()),
        node.startedAt(),
        node.lastHeartbeatAt(),
        node.leaseUntil(),
        node.goneAt());
  }
}
