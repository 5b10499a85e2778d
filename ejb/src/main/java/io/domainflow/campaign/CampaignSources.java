package io.domainflow.campaign;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.WorkPlans;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What campaigns work on that have another campaign as their source. Thread-safe. */
@ApplicationScoped
public class CampaignSources {

  private static final int MOST_REMEMBERED = 1_000;

  @Inject CampaignTypes types;

  @Inject WorkPlans plans;

  /** A campaign never changes its source. */
  private final Cache<CampaignId, CampaignId> remembered =
      CacheBuilder.newBuilder().maximumSize(MOST_REMEMBERED).build();

  /**
   * The names that {@code batch} is about: those that its source's batch of the same number came
   * to, in order. Called outside a transaction, from {@link CampaignType#perform}.
   *
   * @throws IllegalStateException if the source has other results than the batch has items
   */
  public List<String> namesOf(Batch batch) {
    CampaignId source = sourceOf(batch.campaign());
    List<String> names = types.ofWork(source).results(source, batch.number());
    if (names.size() != batch.size()) {
      throw new IllegalStateException(
          "batch %d of source %s has %d names instead of %d"
              .formatted(batch.number(), source, names.size(), batch.size()));
    }
    return names;
  }

  private CampaignId sourceOf(CampaignId campaign) {
    CampaignId known = remembered.getIfPresent(campaign);
    if (known == null) {
      known =
          plans
              .sourceOf(campaign)
              .orElseThrow(() -> new IllegalStateException("no source of campaign " + campaign));
      remembered.put(campaign, known);
    }
    return known;
  }
}
