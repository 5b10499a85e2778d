package io.domainflow.web.campaign;

import io.domainflow.campaign.CampaignRequest;
import java.util.List;

/** A valid request to create campaigns that work on each other's results. */
record NewPipeline(List<CampaignRequest<?>> stages, boolean start) {}
