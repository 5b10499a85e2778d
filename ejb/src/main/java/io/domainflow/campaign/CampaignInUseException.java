package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.ConflictException;

/** The campaign cannot be deleted while it may still work. Nothing was changed. */
public final class CampaignInUseException extends ConflictException {

  private static final long serialVersionUID = 1L;

  CampaignInUseException(CampaignId id, CampaignStatus status) {
    super(
        "campaign-in-use",
        "Campaign " + id + " is " + status + ": cancel it before it is deleted.",
        null);
  }
}
