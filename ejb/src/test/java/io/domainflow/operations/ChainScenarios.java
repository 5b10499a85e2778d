package io.domainflow.operations;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignTypes;
import io.domainflow.campaign.state.Control;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.BatchLedger;
import io.domainflow.execution.Bundle;
import io.domainflow.execution.Finished;
import io.domainflow.execution.WorkHandler;
import io.domainflow.execution.WorkNodes;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import io.domainflow.pipeline.PassThroughDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Scenarios of campaigns that work on each other's results: a source, a dependent of it, and one of
 * that. Of the nine names of the source the first three are impossible.
 */
@ApplicationScoped
public class ChainScenarios {

  private static final String NODE = "node";
  private static final Control TESTER = Control.by("tester");

  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignTypes types;
  @Inject BatchClaims claims;
  @Inject BatchLedger ledger;
  @Inject WorkNodes nodes;
  @Inject WorkHandler handler;
  @Inject Database database;

  /** All scenarios by the name of their operation, and what it is that it concerns. */
  public Map<String, Supplier<Runnable>> all() {
    Map<String, Supplier<Runnable>> all = new TreeMap<>();
    all.put("record_batches of a source", this::record);
    all.put("fail_batch of a source", this::fail);
    all.put("shorten_plan of a source", this::shorten);
    all.put("cancel_campaign of a source", this::cancel);
    all.put("retry_campaign of a source", this::retry);
    return all;
  }

  /** Campaigns that work on each other's results. */
  public List<CampaignRequest<?>> stages() {
    GenerationDefinition names =
        new GenerationDefinition(
            GenerationPattern.PREFIX, 2, null, null, "ab-", "faults", List.of("com"), "9");
    return List.of(
        request("first", "DOMAIN_GENERATION", names),
        request("second", "PASS_THROUGH", new PassThroughDefinition(".com")),
        request("third", "PASS_THROUGH", new PassThroughDefinition("s.com")));
  }

  private CampaignRequest<?> request(String name, String type, Record definition) {
    return request(name, types.find(type).orElseThrow(), definition);
  }

  private static <D extends Record> CampaignRequest<D> request(
      String name, CampaignType<D> type, Record definition) {
    return CampaignRequest.of(name, type, type.definitionClass().cast(definition));
  }

  /** Claimed batches of the source, which has three, and which one may fail of. */
  private List<Batch> claimed(int batches) {
    orchestrator.createPipeline(stages(), true, "tester");
    database.update(
        "UPDATE work_plans SET batch_size = 3, tolerance_percent = 40 WHERE source_id IS NULL");
    nodes.join(NODE, "1", 4, Duration.ofMinutes(1));
    return claims.claim(NODE, batches);
  }

  private Finished perform(Batch batch) {
    return new Finished(batch, handler.perform(batch));
  }

  private Runnable record() {
    List<Batch> batches = claimed(3);
    Bundle all =
        new Bundle(batches.get(0).campaign(), batches.stream().map(this::perform).toList());
    return () -> ledger.record(all, NODE);
  }

  private Runnable fail() {
    Batch batch = claimed(3).get(2);
    return () -> ledger.fail(batch, "poison", NODE);
  }

  private Runnable shorten() {
    CampaignId source = claimed(2).get(0).campaign();
    return () -> ledger.shorten(source, NODE);
  }

  private Runnable cancel() {
    Batch batch = claimed(2).get(1);
    ledger.record(new Bundle(batch.campaign(), List.of(perform(batch))), NODE);
    return () -> orchestrator.cancel(batch.campaign(), TESTER);
  }

  private Runnable retry() {
    List<Batch> batches = claimed(3);
    batches.subList(1, 3).forEach(batch -> ledger.fail(batch, "poison", NODE));
    return () -> orchestrator.retry(batches.get(0).campaign(), TESTER);
  }
}
