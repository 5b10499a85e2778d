package io.domainflow.campaign.state;

import io.domainflow.CampaignId;
import io.domainflow.ConflictException;
import org.jspecify.annotations.Nullable;

/**
 * The campaign's present state or version does not allow what was asked. Nothing was changed: the
 * transaction is rolled back, and the refusal is recorded after that in one of its own.
 */
public abstract sealed class RefusedChange extends ConflictException {

  private static final long serialVersionUID = 1L;

  private final transient CampaignId campaign;
  private final CampaignStatus current;
  private final long version;
  private final String actor;

  private RefusedChange(
      String code, String message, CampaignId campaign, Present present, String actor) {
    super(code, message, null);
    this.campaign = campaign;
    this.current = present.status();
    this.version = present.version();
    this.actor = actor;
  }

  /** Why a change is refused. */
  public enum Kind {
    ILLEGAL_TRANSITION,
    STALE_VERSION,
    IN_USE
  }

  /** What the campaign was when it was asked to change. */
  public record Present(CampaignStatus status, long version) {}

  /** Why it was refused. */
  public abstract Kind kind();

  /** The campaign that was to change. */
  public CampaignId campaign() {
    return campaign;
  }

  /** The state that the campaign is in. */
  public CampaignStatus current() {
    return current;
  }

  /** The version that the campaign has. */
  public long version() {
    return version;
  }

  /** Who asked for it. */
  public String actor() {
    return actor;
  }

  /** The state that was asked for; null if it was not a state that was refused. */
  public @Nullable CampaignStatus wanted() {
    return null;
  }

  /** The version that was expected; null if none was. */
  public @Nullable Long expected() {
    return null;
  }

  /** The table of {@link CampaignStatus} does not allow the step. */
  public static final class IllegalTransition extends RefusedChange {

    private static final long serialVersionUID = 1L;

    private final CampaignStatus wanted;

    public IllegalTransition(
        CampaignId campaign, Present present, String actor, CampaignStatus wanted) {
      super(
          "illegal-transition",
          "Campaign %s is %s and cannot become %s.".formatted(campaign, present.status(), wanted),
          campaign,
          present,
          actor);
      this.wanted = wanted;
    }

    @Override
    public Kind kind() {
      return Kind.ILLEGAL_TRANSITION;
    }

    @Override
    public CampaignStatus wanted() {
      return wanted;
    }
  }

  /** The campaign is not, or no longer, in the version that the caller has seen. */
  public static final class StaleVersion extends RefusedChange {

    private static final long serialVersionUID = 1L;

    private final long expected;

    public StaleVersion(CampaignId campaign, Present present, String actor, long expected) {
      super(
          "stale-version",
          "Campaign %s is %s in version %d, not in version %d: look at it again."
              .formatted(campaign, present.status(), present.version(), expected),
          campaign,
          present,
          actor);
      this.expected = expected;
    }

    @Override
    public Kind kind() {
      return Kind.STALE_VERSION;
    }

    @Override
    public Long expected() {
      return expected;
    }
  }

  /** The campaign may still work, or another works on its results, and so it cannot be deleted. */
  public static final class InUse extends RefusedChange {

    private static final long serialVersionUID = 1L;

    public InUse(CampaignId campaign, Present present, String actor) {
      this(
          "Campaign %s is %s: cancel it before it is deleted."
              .formatted(campaign, present.status()),
          campaign,
          present,
          actor);
    }

    private InUse(String message, CampaignId campaign, Present present, String actor) {
      super("campaign-in-use", message, campaign, present, actor);
    }

    /** The campaign is the source of {@code dependent}, which has not ended. */
    static InUse by(CampaignId dependent, CampaignId campaign, Present present, String actor) {
      return new InUse(
          "Campaign %s works on the results of campaign %s: end it before this one is deleted."
              .formatted(dependent, campaign),
          campaign,
          present,
          actor);
    }

    @Override
    public Kind kind() {
      return Kind.IN_USE;
    }
  }
}
