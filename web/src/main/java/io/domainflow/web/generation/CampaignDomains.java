package io.domainflow.web.generation;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.generation.GeneratedDomain;
import io.domainflow.generation.GeneratedDomains;
import java.util.List;

/** The names of one campaign; each call is a transaction of its own. */
record CampaignDomains(CampaignId id, GeneratedDomains domains, CampaignQueries campaigns)
    implements DomainSource {

  @Override
  public List<GeneratedDomain> after(long afterOffset, int limit) {
    return domains.page(id, afterOffset, limit);
  }

  @Override
  public void requireExisting() {
    if (campaigns.find(id).isEmpty()) {
      throw new CampaignNotFoundException(id);
    }
  }
}
