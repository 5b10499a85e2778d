package io.domainflow.campaign;

/** The orders in which campaigns are listed; each ends with the id, so that it is total. */
public enum CampaignSort {
  CREATED_ASCENDING,
  CREATED_DESCENDING,
  NAME_ASCENDING,
  NAME_DESCENDING
}
