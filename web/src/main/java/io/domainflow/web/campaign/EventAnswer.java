package io.domainflow.web.campaign;

import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.StateEvent;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One step in the history of a campaign, as the API shows it. */
@Schema(name = "Event")
record EventAnswer(
    long sequence,
    @Schema(type = SchemaType.STRING) @Nullable CampaignStatus from,
    @Schema(type = SchemaType.STRING) @Nullable CampaignStatus to,
    String actor,
    String reason,
    @Nullable String cause,
    @Schema(type = SchemaType.STRING, format = "date-time") Instant occurredAt) {

  static EventAnswer of(StateEvent event) {
    return new EventAnswer(
        event.sequence(),
        event.from(),
        event.to(),
        event.actor(),
        event.reason(),
        event.cause(),
        event.occurredAt());
  }
}
