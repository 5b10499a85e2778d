package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignView;
import io.domainflow.campaign.Creation;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.StoredAnswer;
import java.util.function.Function;

/** A valid request to create a campaign. */
record NewCampaign<D extends Record>(String name, CampaignType<D> type, D definition) {

  /** Creates the campaign on behalf of {@code actor}. */
  CampaignId createBy(CampaignOrchestrator orchestrator, String actor) {
    return orchestrator.create(name, type, definition, actor);
  }

  /** Creates the campaign once for {@code key}; {@code answer} is what is told of it. */
  StoredAnswer createOnceBy(
      CampaignOrchestrator orchestrator,
      IdempotencyKey key,
      Function<CampaignView, StoredAnswer> answer) {
    return orchestrator.createOnce(
        key, new Creation<>(name, type, definition, key.actor()), answer);
  }
}
