package io.domainflow.generation;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.WorkSize;
import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Campaigns that generate domain names from a pattern. An item is one combination of the pattern;
 * it succeeds with its name, or fails because no such name is possible.
 */
@ApplicationScoped
class GenerationCampaigns implements CampaignType<GenerationDefinition> {

  @Inject Configuration configuration;

  @Inject GenerationCursors cursors;

  @Inject GenerationStore store;

  @Override
  public String name() {
    return "DOMAIN_GENERATION";
  }

  @Override
  public String definitionField() {
    return PatternReader.FIELD;
  }

  @Override
  public Class<GenerationDefinition> definitionClass() {
    return GenerationDefinition.class;
  }

  @Override
  public WorkSize create(CampaignId id, GenerationDefinition definition) {
    CanonicalPattern pattern = PatternReader.read(definition);
    long count = RequestedCount.of(definition);
    cursors.open(pattern.hash(), pattern.combinations());
    long next = cursors.nextOffset(pattern.hash());
    long left = pattern.combinations() - next;
    if (left == 0 || count > left) {
      throw new InvalidRequestException(
          PatternReader.FIELD + ".count",
          count + " are asked for, but " + left + " of " + pattern.combinations() + " are left");
    }
    store.insert(id, new GenerationStore.Stored(pattern, count, next));
    return new WorkSize(
        count == 0 ? left : count, configuration.get(Settings.GENERATION_BATCH_SIZE));
  }

  @Override
  public Record describe(CampaignId id) {
    GenerationStore.Stored stored = store.get(id);
    return GenerationView.of(stored.pattern(), stored.count(), stored.firstOffset());
  }

  /**
   * The names depend on the offsets, and those are reserved with the names: so all that is done
   * here is to read the pattern.
   */
  @Override
  public Recording perform(Batch batch) {
    CanonicalPattern pattern = store.get(batch.campaign()).pattern();
    NameEnumeration names = new NameEnumeration(pattern);
    String hash = pattern.hash();
    return () -> record(batch, hash, names);
  }

  @Override
  public void delete(CampaignId id) {
    store.deleteNames(id);
  }

  private Tally record(Batch batch, String hash, NameEnumeration names) {
    OffsetRange range = cursors.reserve(hash, batch.size());
    long impossible = store.storeNames(batch.campaign(), names, range);
    return new Tally(range.size() - impossible, impossible, batch.size() - range.size());
  }
}
