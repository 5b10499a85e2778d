package io.domainflow.campaign.reconciliation;

import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.StateEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign's events come to: the columns of its row that only events change.
 *
 * @param error why it failed; null unless it did and was not retried since
 * @param startedAt when it was first RUNNING; null before
 * @param completedAt when its work came to an end; null if it did not, or goes on again
 * @param isDeleted whether the campaign is gone; the rest is what it was last
 */
public record StateReplay(
    CampaignStatus status,
    long version,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    boolean isDeleted) {

  /**
   * Replays a history from its first event on. A pure function: the same events, the same row.
   *
   * @throws IllegalArgumentException if they are no history: empty, with a gap, or with a step that
   *     cannot have happened; the message names the event
   */
  public static StateReplay of(List<StateEvent> events) {
    StateReplay row = null;
    for (StateEvent event : events) {
      row = row == null ? created(event) : row.after(event);
    }
    return Optional.ofNullable(row)
        .orElseThrow(() -> new IllegalArgumentException("there is no event"));
  }

  private static StateReplay created(StateEvent event) {
    if (event.sequence() != 1 || event.from() != null || event.to() != CampaignStatus.PENDING) {
      throw impossible(event, "nothing");
    }
    return new StateReplay(CampaignStatus.PENDING, 1, null, event.occurredAt(), null, null, false);
  }

  private StateReplay after(StateEvent event) {
    if (isDeleted || event.sequence() != version + 1 || event.from() != status) {
      throw impossible(event, this);
    }
    CampaignStatus to = event.to();
    if (to == null) {
      return new StateReplay(status, version, error, createdAt, startedAt, completedAt, true);
    }
    if (!status.canBecome(to)) {
      throw impossible(event, this);
    }
    return new StateReplay(
        to,
        event.sequence(),
        error(to, event),
        createdAt,
        started(to, event),
        ended(to, event),
        false);
  }

  private @Nullable String error(CampaignStatus to, StateEvent event) {
    return switch (to) {
      case FAILED -> event.cause();
      case ARCHIVED -> error;
      default -> null;
    };
  }

  private @Nullable Instant started(CampaignStatus to, StateEvent event) {
    return startedAt == null && to == CampaignStatus.RUNNING ? event.occurredAt() : startedAt;
  }

  private @Nullable Instant ended(CampaignStatus to, StateEvent event) {
    if (to == CampaignStatus.QUEUED) {
      return null;
    }
    return to.isEnd() ? event.occurredAt() : completedAt;
  }

  private static IllegalArgumentException impossible(StateEvent event, Object before) {
    return new IllegalArgumentException(
        "event %d from %s to %s cannot follow %s"
            .formatted(event.sequence(), event.from(), event.to(), before));
  }
}
