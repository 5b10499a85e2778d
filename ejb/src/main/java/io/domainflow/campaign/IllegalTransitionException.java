package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.ConflictException;

/** The campaign's state does not allow the one that was asked for. The campaign is unchanged. */
public final class IllegalTransitionException extends ConflictException {

  private static final long serialVersionUID = 1L;

  private final CampaignStatus current;
  private final CampaignStatus wanted;

  /** A refusal of the step from {@code current} to {@code wanted}. */
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
