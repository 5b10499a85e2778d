package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.ConflictException;

/** The campaign's present state does not allow what was asked. Nothing was changed. */
public final class IllegalTransitionException extends ConflictException {

  private static final long serialVersionUID = 1L;

  private final CampaignStatus current;
  private final CampaignStatus wanted;

  public IllegalTransitionException(CampaignId id, CampaignStatus current, CampaignStatus wanted) {
    super(
        "illegal-transition",
        "Campaign " + id + " is " + current + " and cannot become " + wanted + ".",
        null);
    this.current = current;
    this.wanted = wanted;
  }

  /** The state that the campaign is in. */
  public CampaignStatus current() {
    return current;
  }

  /** The state that was asked for. */
  public CampaignStatus wanted() {
    return wanted;
  }
}
