package io.domainflow.web.campaign;

import io.domainflow.RejectedException;

/**
 * What stands in the path cannot be the id of any campaign. To the caller that is the same as an id
 * that no campaign has: 404 with the code {@code campaign-not-found}. Nothing was looked up.
 */
final class MalformedCampaignIdException extends RejectedException {

  private static final long serialVersionUID = 1L;

  MalformedCampaignIdException() {
    super("campaign-not-found", "The path holds no id of a campaign: ids are UUIDs.", null);
  }
}
