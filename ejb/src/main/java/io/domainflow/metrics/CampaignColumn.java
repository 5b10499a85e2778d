package io.domainflow.metrics;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Maps a uuid that may be absent: EclipseLink's own conversion (4.0) fails at null. */
@Converter
class CampaignColumn implements AttributeConverter<UUID, UUID> {

  @Override
  public @Nullable UUID convertToDatabaseColumn(@Nullable UUID value) {
    return value;
  }

  @Override
  public @Nullable UUID convertToEntityAttribute(@Nullable UUID column) {
    return column;
  }
}
