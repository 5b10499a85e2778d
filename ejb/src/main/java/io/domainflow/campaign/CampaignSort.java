package io.domainflow.campaign;

/** The orders in which campaigns are listed; campaigns that tie are ordered by their id. */
public enum CampaignSort {
  CREATED_ASCENDING("createdAt", true),
  CREATED_DESCENDING("createdAt", false),
  NAME_ASCENDING("name", true),
  NAME_DESCENDING("name", false);

  private final String attribute;
  private final boolean ascending;

  CampaignSort(String attribute, boolean ascending) {
    this.attribute = attribute;
    this.ascending = ascending;
  }

  String attribute() {
    return attribute;
  }

  boolean isAscending() {
    return ascending;
  }

  boolean isByName() {
    return this == NAME_ASCENDING || this == NAME_DESCENDING;
  }
}
