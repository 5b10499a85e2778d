package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.ConflictException;

/**
 * Somebody else changed the campaign's state in between. Nothing was changed; look and try again.
 */
public final class StaleCampaignException extends ConflictException {

  private static final long serialVersionUID = 1L;

  StaleCampaignException(CampaignId id) {
    super("stale-campaign", "The state of campaign " + id + " was changed in between.", null);
  }
}
