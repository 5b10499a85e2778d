package io.domainflow.web.campaign;

import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignView;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** The campaign types that are installed, by name. */
final class InstalledTypes {

  private final Map<String, CampaignType<?>> byName = new TreeMap<>();

  InstalledTypes(Iterable<CampaignType<?>> types) {
    StreamSupport.stream(types.spliterator(), false).forEach(type -> byName.put(type.name(), type));
  }

  Optional<CampaignType<?>> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names, sorted. */
  Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The campaign as the API shows it. */
  CampaignAnswer answer(CampaignView campaign) {
    CampaignType<?> type =
        named(campaign.type())
            .orElseThrow(() -> new IllegalStateException("no type " + campaign.type()));
    return CampaignAnswer.of(campaign, type.definitionField());
  }

  /** The fields of a request that hold the definition of one type or another. */
  Collection<String> definitionFields() {
    return byName.values().stream().map(CampaignType::definitionField).toList();
  }
}
