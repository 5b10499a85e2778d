package io.domainflow.generation;

import io.domainflow.CampaignId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;

/** Reads the names that a campaign has generated. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class GeneratedDomains {

  /** The names behind {@code afterOffset} (-1: all), by offset. */
  public List<GeneratedDomain> page(CampaignId id, long afterOffset, int limit) {
    return List.of();
  }
}
