package io.domainflow.campaign;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignNotFoundException;
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

  /** Campaigns worked on at the same time are far fewer; of the others it is asked again. */
  private static final int MOST_REMEMBERED = 1_000;

  @Inject @Any Instance<CampaignType<?>> types;

  @Inject Database database;

  /** A campaign never changes its type. */
  private final Cache<CampaignId, CampaignType<?>> remembered =
      CacheBuilder.newBuilder().maximumSize(MOST_REMEMBERED).build();

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

  /** The same for each batch of a campaign: the database is asked for the first one only. */
  CampaignType<?> ofWork(CampaignId id) {
    CampaignType<?> known = remembered.getIfPresent(id);
    if (known == null) {
      known = of(id);
      remembered.put(id, known);
    }
    return known;
  }
}
