package io.domainflow.campaign;

import io.domainflow.CampaignId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** Creates campaigns and changes their state on behalf of users. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CampaignOrchestrator {

  /** Creates a campaign in state PENDING. */
  public <D extends Record> CampaignId create(
      String name, CampaignType<D> type, D definition, String actor) {
    throw new UnsupportedOperationException("create " + name);
  }

  /** Lets the campaign's work begin. */
  public void start(CampaignId id, String actor) {
    throw new CampaignNotFoundException(id);
  }

  /** Stops the campaign once its running batches have ended. */
  public void pause(CampaignId id, String actor) {
    throw new CampaignNotFoundException(id);
  }

  /** Goes on with a paused campaign. */
  public void resume(CampaignId id, String actor) {
    throw new CampaignNotFoundException(id);
  }

  /** Ends the campaign for good. */
  public void cancel(CampaignId id, String actor) {
    throw new CampaignNotFoundException(id);
  }

  /** Removes the campaign; its history stays. */
  public void delete(CampaignId id, String actor) {
    throw new CampaignNotFoundException(id);
  }
}
