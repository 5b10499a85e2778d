package io.domainflow;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Identifies a campaign. New ids are UUIDs of version 7 (RFC 9562, section 5.7), so they sort by
 * the time of their creation.
 */
public record CampaignId(UUID value) implements Comparable<CampaignId> {

  public CampaignId {
    Objects.requireNonNull(value, "value");
  }

  /** A new id, unique across nodes. */
  public static CampaignId create() {
    return new CampaignId(UuidCreator.getTimeOrderedEpoch());
  }

  /** The id written as {@code text} in the canonical form of RFC 9562, or empty if it is none. */
  public static Optional<CampaignId> parse(String text) {
    try {
      UUID value = UUID.fromString(text);
      return value.toString().equalsIgnoreCase(text)
          ? Optional.of(new CampaignId(value))
          : Optional.empty();
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /** Orders ids by their canonical text, as PostgreSQL orders its uuid type. */
  @Override
  public int compareTo(CampaignId other) {
    return value.toString().compareTo(other.value.toString());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
