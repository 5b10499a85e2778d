package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignStatus;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that an operation creates, and what its steps find out about it. They know all of its
 * row, so nobody has to read it to show it. Used by one thread.
 */
public final class NewCampaign<D extends Record> {

  private final CampaignId id = CampaignId.create();
  private final CampaignRequest<D> request;
  private final boolean isChained;
  private @Nullable Instant createdAt;
  private @Nullable Record definition;
  private long totalItems;

  /** A campaign with a new id that is not stored yet. */
  public NewCampaign(CampaignRequest<D> request) {
    this(request, false);
  }

  private NewCampaign(CampaignRequest<D> request, boolean isChained) {
    this.request = request;
    this.isChained = isChained;
  }

  /** A stage that works on the results of the one before it. */
  static <D extends Record> NewCampaign<D> behind(CampaignId before, CampaignRequest<D> stage) {
    return new NewCampaign<>(stage.withSource(before), true);
  }

  /** The id that the campaign will have. */
  public CampaignId id() {
    return id;
  }

  /** Whether its place in a pipeline gave it its source, and not who asked for it. */
  boolean isChained() {
    return isChained;
  }

  CampaignRequest<D> request() {
    return request;
  }

  /** The row is stored; by the clock of the database. */
  void inserted(Instant at) {
    createdAt = at;
  }

  boolean isInserted() {
    return createdAt != null;
  }

  /** The definition is stored, and the work planned. */
  void planned(Record shown, long items) {
    definition = shown;
    totalItems = items;
  }

  /** The campaign as it is until somebody else changes it; after all steps of its creation. */
  CampaignView view() {
    return new CampaignView(
        id,
        request.name(),
        request.type().name(),
        CampaignStatus.PENDING,
        1,
        totalItems,
        0,
        0,
        0,
        Objects.requireNonNull(createdAt),
        null,
        null,
        null,
        request.source(),
        request.tolerancePercent(),
        Objects.requireNonNull(definition));
  }
}
