package io.domainflow.generation;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.PlannedWork;
import io.domainflow.campaign.StoredDefinition;
import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationRequest;
import io.domainflow.generation.definition.GenerationView;
import io.domainflow.generation.definition.NamePattern;
import io.domainflow.generation.definition.NameSequence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    return "generation";
  }

  @Override
  public Class<GenerationDefinition> definitionClass() {
    return GenerationDefinition.class;
  }

  @Override
  public StoredDefinition create(CampaignId id, GenerationDefinition definition) {
    GenerationRequest request = GenerationRequest.of(definition);
    NamePattern pattern = request.pattern();
    String hash = pattern.configurationHash();
    cursors.open(hash, pattern.combinations());
    long next = cursors.nextOffset(hash);
    long left = pattern.combinations() - next;
    if (left == 0 || request.count() > left) {
      throw new InvalidRequestException(
          definitionField() + ".count",
          "%d are asked for, but %d of %d are left"
              .formatted(request.count(), left, pattern.combinations()));
    }
    GenerationStore.Stored stored = new GenerationStore.Stored(request, next);
    store.insert(id, stored);
    return new StoredDefinition(
        shown(stored),
        new PlannedWork.Positions(
            request.taken(next), configuration.get(Settings.GENERATION_BATCH_SIZE)));
  }

  @Override
  public Map<CampaignId, Record> describe(Collection<CampaignId> ids) {
    Map<CampaignId, Record> shown = new HashMap<>();
    store.find(ids).forEach((id, stored) -> shown.put(id, shown(stored)));
    return shown;
  }

  private static Record shown(GenerationStore.Stored stored) {
    GenerationRequest request = stored.request();
    return GenerationView.of(request.pattern(), stored.firstOffset(), request.count());
  }

  /**
   * The names depend on the offsets, and those are reserved with the names: so all that is done
   * here is to read the pattern.
   */
  @Override
  public Recording perform(Batch batch) {
    NamePattern pattern = store.get(batch.campaign()).request().pattern();
    NameSequence names = new NameSequence(pattern);
    String hash = pattern.configurationHash();
    return () -> record(batch, hash, names);
  }

  @Override
  public List<String> results(CampaignId id, long batch) {
    return store.names(id, batch);
  }

  @Override
  public long storedResults(CampaignId id) {
    return store.countNames(id);
  }

  @Override
  public void delete(CampaignId id) {
    store.deleteNames(id);
  }

  private Tally record(Batch batch, String hash, NameSequence names) {
    GenerationCursors.Range range = cursors.reserve(hash, batch.size());
    store.insertRange(batch, range);
    long impossible = store.storeNames(batch.campaign(), names, range);
    return new Tally(range.size() - impossible, impossible, batch.size() - range.size());
  }
}
