package io.domainflow.campaign;

import io.domainflow.CampaignId;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that somebody wants.
 *
 * @param name 1 to 200 characters
 * @param definition valid by its constraints
 * @param source the campaign whose results it works on; null if its type has work of its own
 * @param tolerancePercent how many of a hundred items may be lost in failed batches before the
 *     campaign fails, 0 to 100
 */
public record CampaignRequest<D extends Record>(
    String name,
    CampaignType<D> type,
    D definition,
    @Nullable CampaignId source,
    int tolerancePercent) {

  private static final int MAX_PERCENT = 100;

  public CampaignRequest {
    if (tolerancePercent < 0 || tolerancePercent > MAX_PERCENT) {
      throw new IllegalArgumentException(
          "tolerancePercent must be 0 to 100, not " + tolerancePercent);
    }
  }

  /** A campaign with work of its own, which tolerates no failure. */
  public static <D extends Record> CampaignRequest<D> of(
      String name, CampaignType<D> type, D definition) {
    return new CampaignRequest<>(name, type, definition, null, 0);
  }

  /** The same for the results of {@code campaign}. */
  public CampaignRequest<D> withSource(CampaignId campaign) {
    return new CampaignRequest<>(name, type, definition, campaign, tolerancePercent);
  }
}
