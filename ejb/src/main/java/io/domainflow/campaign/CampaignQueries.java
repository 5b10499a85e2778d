package io.domainflow.campaign;

import io.domainflow.CampaignId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;

/** Reads campaigns and their history. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class CampaignQueries {

  /** The campaign, or empty if there is none. */
  public Optional<CampaignView> find(CampaignId id) {
    return Optional.empty();
  }

  /** The campaigns that match, in the order of the filter. */
  public List<CampaignView> list(CampaignFilter filter) {
    return List.of();
  }

  /**
   * The history behind {@code afterSequence}, oldest first, also of a deleted campaign; empty if
   * there never was one.
   */
  public List<StateEvent> events(CampaignId id, long afterSequence, int limit) {
    return List.of();
  }
}
