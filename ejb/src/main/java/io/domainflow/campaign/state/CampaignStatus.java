package io.domainflow.campaign.state;

import java.util.Set;

/**
 * The states of a campaign and the one table of the transitions between them. Every other one is
 * refused by {@link StateCoordinator}.
 */
public enum CampaignStatus {
  PENDING,
  QUEUED,
  RUNNING,
  PAUSING,
  PAUSED,
  COMPLETED,
  FAILED,
  CANCELLED,
  ARCHIVED;

  /** The states that may follow this one; empty for {@link #ARCHIVED}, which is final. */
  public Set<CampaignStatus> successors() {
    return switch (this) {
      case PENDING -> Set.of(QUEUED, CANCELLED, FAILED);
      case QUEUED -> Set.of(RUNNING, PAUSED, CANCELLED, FAILED);
      case RUNNING -> Set.of(PAUSING, PAUSED, COMPLETED, FAILED, CANCELLED);
      case PAUSING -> Set.of(PAUSED, RUNNING, COMPLETED, FAILED, CANCELLED);
      case PAUSED -> Set.of(QUEUED, RUNNING, CANCELLED, FAILED, ARCHIVED);
      case COMPLETED, CANCELLED -> Set.of(ARCHIVED);
      case FAILED -> Set.of(QUEUED, ARCHIVED);
      case ARCHIVED -> Set.of();
    };
  }

  /** Whether the table allows to go from this state to {@code wanted}. */
  public boolean canBecome(CampaignStatus wanted) {
    return successors().contains(wanted);
  }

  /** Whether work of the campaign may be waiting or under way in this state. */
  public boolean isActive() {
    return this == QUEUED || this == RUNNING || this == PAUSING;
  }

  /** Whether the campaign will never record anything again. A failed one may be retried. */
  public boolean isClosed() {
    return this == COMPLETED || this == CANCELLED || this == ARCHIVED;
  }

  /** Whether the campaign's work has come to an end, one way or another. */
  public boolean isEnd() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
