package io.domainflow.execution;

import io.domainflow.CampaignId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;

/** Reads the batches of a campaign. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class BatchQueries {

  /** The batches behind {@code afterNumber} (-1: all), by number. */
  public List<BatchView> batches(CampaignId id, long afterNumber, int limit) {
    return List.of();
  }
}
