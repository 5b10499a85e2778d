package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignType;

/** A valid request to create a campaign. */
record NewCampaign<D extends Record>(String name, CampaignType<D> type, D definition) {

  /** Creates the campaign on behalf of {@code actor}. */
  CampaignId createBy(CampaignOrchestrator orchestrator, String actor) {
    return orchestrator.create(name, type, definition, actor);
  }
}
