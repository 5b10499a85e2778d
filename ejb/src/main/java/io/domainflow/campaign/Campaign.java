package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.StateCoordinator;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's row and what of its plan users see, for reading. It is never written through JPA:
 * progress is added by increments and the status changed by {@link StateCoordinator}, so that
 * nobody's change is overwritten.
 */
@Entity
@Table(name = "campaigns")
@SecondaryTable(
    name = "work_plans",
    pkJoinColumns = @PrimaryKeyJoinColumn(name = "campaign_id", referencedColumnName = "id"))
class Campaign {

  @Id private UUID id;

  private String name;

  private String type;

  @Enumerated(EnumType.STRING)
  private CampaignStatus status;

  @Version private long version;

  @Column(name = "total_items")
  private long totalItems;

  @Column(name = "processed_items")
  private long processedItems;

  @Column(name = "successful_items")
  private long successfulItems;

  @Column(name = "failed_items")
  private long failedItems;

  private @Nullable String error;

  @Column(name = "created_at")
  @Convert(converter = InstantConverter.class)
  private Instant createdAt;

  @Column(name = "started_at")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant startedAt;

  @Column(name = "completed_at")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant completedAt;

  @Column(name = "source_id", table = "work_plans")
  @Convert(converter = CampaignIdConverter.class)
  private @Nullable CampaignId source;

  @Column(name = "tolerance_percent", table = "work_plans")
  private long tolerancePercent;

  @SuppressWarnings("NullAway.Init") // JPA fills the fields.
  protected Campaign() {}

  /** Where a page that ends with it ends. */
  CampaignCursor cursor() {
    return new CampaignCursor(createdAt, name, new CampaignId(id));
  }

  /** What users see of it, but for the definition, which its type has. */
  CampaignView undescribed() {
    return new CampaignView(
        new CampaignId(id),
        name,
        type,
        status,
        version,
        totalItems,
        processedItems,
        successfulItems,
        failedItems,
        createdAt,
        startedAt,
        completedAt,
        error,
        source,
        (int) tolerancePercent,
        CampaignView.UNDESCRIBED);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Campaign campaign && id.equals(campaign.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
