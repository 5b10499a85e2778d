package io.domainflow.execution.benchmark;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.PlannedWork;
import io.domainflow.campaign.StoredDefinition;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Campaigns of batches of one item each, with which nothing is to be done. */
@ApplicationScoped
public class EmptyCampaigns implements CampaignType<EmptyCampaigns.Definition> {

  static final String NAME = "EMPTY";

  /** How many batches. */
  public record Definition(long batches) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String definitionField() {
    return "empty";
  }

  @Override
  public Class<Definition> definitionClass() {
    return Definition.class;
  }

  @Override
  public StoredDefinition create(CampaignId id, Definition definition) {
    return new StoredDefinition(definition, new PlannedWork.Positions(definition.batches(), 1));
  }

  @Override
  public Map<CampaignId, Record> describe(Collection<CampaignId> ids) {
    return ids.stream().collect(Collectors.toMap(id -> id, id -> new Definition(0)));
  }

  @Override
  public Recording perform(Batch batch) {
    return () -> new Tally(batch.size(), 0, 0);
  }

  @Override
  public List<String> results(CampaignId id, long batch) {
    return List.of();
  }

  @Override
  public long storedResults(CampaignId id) {
    return 0;
  }

  @Override
  public void delete(CampaignId id) {
    // Nothing was stored.
  }
}
