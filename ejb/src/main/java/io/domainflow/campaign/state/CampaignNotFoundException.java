package io.domainflow.campaign.state;

import io.domainflow.CampaignId;
import io.domainflow.RejectedException;

/** There is no campaign with the id: it never existed or was deleted. */
public final class CampaignNotFoundException extends RejectedException {

  private static final long serialVersionUID = 1L;

  public CampaignNotFoundException(CampaignId id) {
    super("campaign-not-found", "There is no campaign " + id + ".", null);
  }
}
