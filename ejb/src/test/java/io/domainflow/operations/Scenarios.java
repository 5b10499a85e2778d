package io.domainflow.operations;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignTypes;
import io.domainflow.campaign.refusal.RefusalLedger;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.Control;
import io.domainflow.campaign.state.RefusedChange;
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
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.KeyLedger;
import io.domainflow.idempotency.StoredAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * For each operation the state that it needs. A scenario prepares that state and gives back the
 * call of the operation itself.
 */
@ApplicationScoped
public class Scenarios {

  private static final String NODE = "node";
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final WorkNodes.Report REPORT = new WorkNodes.Report(4, 1, 5, 0);
  private static final Control TESTER = Control.by("tester");

  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignTypes types;
  @Inject BatchClaims claims;
  @Inject BatchLedger ledger;
  @Inject WorkNodes nodes;
  @Inject WorkHandler handler;
  @Inject RefusalLedger refusals;
  @Inject KeyLedger keys;
  @Inject ChainScenarios chains;
  @Inject Database database;

  /** The operation of a scenario; what follows tells several scenarios of it apart. */
  static String operation(String scenario) {
    return scenario.split(" ", 2)[0];
  }

  /** All scenarios by the name of their operation. */
  public Map<String, Supplier<Runnable>> all() {
    Map<String, Supplier<Runnable>> all = new TreeMap<>(chains.all());
    all.put("create_campaign", () -> this::create);
    all.put("create_campaign_once", () -> this::createOnce);
    all.put(
        "purge_idempotency_keys",
        () -> {
          createOnce();
          database.update("UPDATE idempotency_keys SET created_at = 'epoch', expires_at = now()");
          return keys::purge;
        });
    all.put("start_campaign", () -> on(create(), id -> orchestrator.start(id, TESTER)));
    all.put("pause_campaign", () -> on(started(), id -> orchestrator.pause(id, TESTER)));
    all.put("resume_campaign", () -> on(paused(), id -> orchestrator.resume(id, TESTER)));
    all.put("cancel_campaign", () -> on(started(), id -> orchestrator.cancel(id, TESTER)));
    all.put("retry_campaign", () -> on(failed(), id -> orchestrator.retry(id, TESTER)));
    all.put("archive_campaign", () -> on(paused(), id -> orchestrator.archive(id, TESTER)));
    all.put("delete_campaign", () -> on(create(), id -> orchestrator.delete(id, TESTER)));
    all.put(
        "record_refusal",
        () -> on(create(), id -> refusals.record(id, "start_campaign", refused(id))));
    all.put("purge_refusals", () -> on(refusedLongAgo(), id -> refusals.purge(90)));
    all.put("claim_batches", this::claim);
    all.put("claim_suspect", this::claimSuspect);
    all.put("record_batches", this::recordBatches);
    all.put(
        "postpone_batch",
        () -> withBatch(batch -> ledger.postpone(batch, "away", Duration.ofSeconds(1), NODE)));
    all.put("fail_batch", () -> withBatch(batch -> ledger.fail(batch, "poison", NODE)));
    all.put("shorten_plan", () -> withBatch(batch -> ledger.shorten(batch.campaign(), NODE)));
    all.put("retire_plans", this::retire);
    all.put("create_pipeline", () -> this::pipeline);
    all.put("create_pipeline_once", () -> this::pipelineOnce);
    all.put("join_nodes", () -> () -> nodes.join("another", "1", 4, LEASE));
    all.put("extend_lease", () -> joined(() -> nodes.extend(NODE, Duration.ofMinutes(9), REPORT)));
    all.put("leave_nodes", () -> joined(() -> nodes.leave(NODE)));
    all.put("set_workers", () -> joined(() -> nodes.setWorkers(NODE, 2)));
    all.put("recover_batches", this::recover);
    all.put(
        "give_back_batches", () -> withBatch(batch -> nodes.giveBack(NODE, Set.of(), Set.of())));
    return all;
  }

  private interface OnCampaign {
    void run(CampaignId id);
  }

  private interface OnBatch {
    void run(Batch batch);
  }

  private static Runnable on(CampaignId id, OnCampaign operation) {
    return () -> operation.run(id);
  }

  private Runnable claim() {
    started();
    return joined(() -> claims.claim(NODE, 2));
  }

  private Runnable claimSuspect() {
    withBatch(batch -> {});
    database.update("UPDATE work_batches SET attempt = 6, losses = 5");
    database.update("UPDATE work_nodes SET lease_until = clock_timestamp()");
    nodes.recover("another");
    nodes.join("another", "1", 4, LEASE);
    database.update("UPDATE work_batches SET not_before = clock_timestamp()");
    return () -> claims.claimSuspect("another");
  }

  private Runnable joined(Runnable operation) {
    nodes.join(NODE, "1", 4, LEASE);
    return operation;
  }

  private Runnable withBatch(OnBatch operation) {
    started();
    database.update("UPDATE work_plans SET batch_size = 4"); // So that it is not the only batch.
    nodes.join(NODE, "1", 4, LEASE);
    Batch batch = claims.claim(NODE, 1).get(0);
    return () -> operation.run(batch);
  }

  private Runnable recordBatches() {
    CampaignId id = started();
    database.update("UPDATE work_plans SET batch_size = 3");
    nodes.join(NODE, "1", 4, LEASE);
    Bundle bundle =
        new Bundle(
            id,
            claims.claim(NODE, 2).stream()
                .map(batch -> new Finished(batch, handler.perform(batch)))
                .toList());
    return () -> ledger.record(bundle, NODE);
  }

  private Runnable retire() {
    started();
    database.update("UPDATE work_plans SET next_position = end_position");
    return () -> claims.retirePlans();
  }

  private void pipelineOnce() {
    orchestrator.createPipelineOnce(
        IdempotencyKey.of("create_pipeline", "tester", "key", "request"),
        chains.stages(),
        false,
        views -> new StoredAnswer(201, null, null, views.get(0).name()));
  }

  private void pipeline() {
    orchestrator.createPipeline(chains.stages(), true, "tester");
  }

  private Runnable recover() {
    withBatch(batch -> {});
    database.update("UPDATE work_nodes SET lease_until = clock_timestamp()");
    return () -> nodes.recover("another");
  }

  private CampaignId create() {
    CampaignType<?> type = types.find("DOMAIN_GENERATION").orElseThrow();
    return create(type);
  }

  private <D extends Record> CampaignId create(CampaignType<D> type) {
    return orchestrator.create(request(type), "tester").id();
  }

  private void createOnce() {
    orchestrator.createOnce(
        IdempotencyKey.of("create_campaign", "tester", "key", "request"),
        request(types.find("DOMAIN_GENERATION").orElseThrow()),
        campaign -> new StoredAnswer(201, "here", "1", campaign.name()));
  }

  private static <D extends Record> CampaignRequest<D> request(CampaignType<D> type) {
    GenerationDefinition definition =
        new GenerationDefinition(
            GenerationPattern.PREFIX, 2, null, null, "abc", "faults", List.of("com"), "9");
    return CampaignRequest.of("faults", type, type.definitionClass().cast(definition));
  }

  private CampaignId started() {
    CampaignId id = create();
    orchestrator.start(id, TESTER);
    return id;
  }

  private CampaignId paused() {
    CampaignId id = started();
    orchestrator.pause(id, TESTER);
    return id;
  }

  private static RefusedChange refused(CampaignId id) {
    return new RefusedChange.IllegalTransition(
        id, new RefusedChange.Present(CampaignStatus.PENDING, 1), "tester", CampaignStatus.PAUSED);
  }

  private CampaignId refusedLongAgo() {
    CampaignId id = create();
    refusals.record(id, "start_campaign", refused(id));
    database.update("UPDATE campaign_refusals SET refused_at = refused_at - interval '91 days'");
    return id;
  }

  private CampaignId failed() {
    CampaignId id = started();
    database.update("UPDATE work_plans SET batch_size = 4"); // One that fails, one that does not.
    nodes.join(NODE, "1", 4, LEASE);
    List<Batch> batches = claims.claim(NODE, 2);
    ledger.fail(batches.get(0), "poison", "node");
    return id;
  }
}
