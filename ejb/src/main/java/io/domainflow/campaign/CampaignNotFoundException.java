package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.RejectedException;

/** No campaign has the id that the caller named. Nothing was changed. */
public final class CampaignNotFoundException extends RejectedException {

  private static final long serialVersionUID = 1L;

  /** A failure that names the {@code id} that was looked for. */
  public CampaignNotFoundException(CampaignId id) {
    super("campaign-not-found", "No campaign has the id " + id + ".", null);
  }
}
