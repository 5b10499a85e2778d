package io.domainflow.campaign;

import io.domainflow.CampaignId;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Maps the id of another campaign, which may be absent. */
@Converter
class CampaignIdConverter implements AttributeConverter<CampaignId, UUID> {

  @Override
  public @Nullable UUID convertToDatabaseColumn(@Nullable CampaignId id) {
    return id == null ? null : id.value();
  }

  @Override
  public @Nullable CampaignId convertToEntityAttribute(@Nullable UUID column) {
    return column == null ? null : new CampaignId(column);
  }
}
