package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignView;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.web.json.Compact;
import io.domainflow.web.json.NamedField;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as the API shows it.
 *
 * @param totalItems a 64-bit number in decimal, as are the other counters
 * @param definition what was asked for, under the field that the type names
 */
@Schema(
    name = "Campaign",
    description = "Behind these fields, the type's own holds the definition: generation, ...")
record CampaignAnswer(
    @Schema(type = SchemaType.STRING, format = "uuid") CampaignId id,
    String name,
    String type,
    @Schema(type = SchemaType.STRING) CampaignStatus status,
    long version,
    String totalItems,
    String processedItems,
    String successfulItems,
    String failedItems,
    @Schema(type = SchemaType.STRING, format = "date-time") Instant createdAt,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant startedAt,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant completedAt,
    @Nullable String error,
    @Schema(type = SchemaType.STRING, format = "uuid", nullable = true)
        @Nullable CampaignId sourceCampaignId,
    int failureTolerancePercent,
    @Schema(hidden = true) NamedField definition) {

  /** The answer that shows {@code campaign}, whose type keeps its definition in {@code field}. */
  static CampaignAnswer of(CampaignView campaign, String field) {
    return new CampaignAnswer(
        campaign.id(),
        campaign.name(),
        campaign.type(),
        campaign.status(),
        campaign.version(),
        Long.toString(campaign.totalItems()),
        Long.toString(campaign.processedItems()),
        Long.toString(campaign.successfulItems()),
        Long.toString(campaign.failedItems()),
        campaign.createdAt(),
        campaign.startedAt(),
        campaign.completedAt(),
        campaign.error(),
        campaign.source(),
        campaign.tolerancePercent(),
        new NamedField(field, new Compact(campaign.definition())));
  }
}
