package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The campaign types that are deployed. */
@ApplicationScoped
public class CampaignTypes {

  @Inject @Any Instance<CampaignType<?>> types;

  @Inject Database database;

  /** The type with the name, empty if there is none. */
  public Optional<CampaignType<?>> find(String name) {
    for (CampaignType<?> type : types) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The names of all types, in alphabetical order. */
  public List<String> names() {
    return types.stream().map(type -> type.name()).sorted().toList();
  }

  /** The type of a stored campaign, by its name; the database knows no other names. */
  CampaignType<?> get(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("no campaign type " + name));
  }

  /**
   * The type of a campaign.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   */
  public CampaignType<?> of(CampaignId id) {
    return database
        .first("SELECT type FROM campaigns WHERE id = ?", row -> row.text("type"), id)
        .map(this::get)
        .orElseThrow(() -> new CampaignNotFoundException(id));
  }
}
