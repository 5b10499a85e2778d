package io.domainflow.web.campaign;

import io.domainflow.campaign.refusal.Refusal;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.RefusedChange;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A refused change of a campaign, as the API shows it. */
@Schema(name = "Refusal")
record RefusalAnswer(
    long number,
    @Schema(type = SchemaType.STRING) RefusedChange.Kind kind,
    String operation,
    String actor,
    @Schema(type = SchemaType.STRING) CampaignStatus current,
    long version,
    @Schema(type = SchemaType.STRING) @Nullable CampaignStatus wanted,
    @Nullable Long expectedVersion,
    @Schema(type = SchemaType.STRING, format = "date-time") Instant refusedAt) {

  static RefusalAnswer of(Refusal refusal) {
    return new RefusalAnswer(
        refusal.number(),
        refusal.kind(),
        refusal.operation(),
        refusal.actor(),
        refusal.current(),
        refusal.version(),
        refusal.wanted(),
        refusal.expectedVersion(),
        refusal.refusedAt());
  }
}
