package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.reconciliation.StateReplay;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.StateChange;
import io.domainflow.campaign.state.StateCoordinator;
import io.domainflow.database.Database;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.StoredAnswer;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Makes campaigns of each state, by legal steps of the state coordinator alone. */
@ApplicationScoped
public class CampaignsInStates {

  private static final Map<CampaignStatus, List<CampaignStatus>> PATHS =
      new EnumMap<>(
          Map.of(
              CampaignStatus.PENDING, List.of(),
              CampaignStatus.QUEUED, List.of(CampaignStatus.QUEUED),
              CampaignStatus.RUNNING, List.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING),
              CampaignStatus.PAUSING,
                  List.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING, CampaignStatus.PAUSING),
              CampaignStatus.PAUSED, List.of(CampaignStatus.QUEUED, CampaignStatus.PAUSED),
              CampaignStatus.COMPLETED,
                  List.of(CampaignStatus.QUEUED, CampaignStatus.RUNNING, CampaignStatus.COMPLETED),
              CampaignStatus.FAILED, List.of(CampaignStatus.QUEUED, CampaignStatus.FAILED),
              CampaignStatus.CANCELLED, List.of(CampaignStatus.CANCELLED),
              CampaignStatus.ARCHIVED, List.of(CampaignStatus.CANCELLED, CampaignStatus.ARCHIVED)));

  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignTypes types;
  @Inject CampaignQueries queries;
  @Inject StateCoordinator states;
  @Inject Transactions transactions;
  @Inject Database database;

  /** A new campaign of {@code count} names, at most 9, which is PENDING. */
  public CampaignId create(int count) {
    CampaignType<?> type = types.get("DOMAIN_GENERATION");
    return create(type, count);
  }

  private <D extends Record> CampaignId create(CampaignType<D> type, int count) {
    return orchestrator.create(request(type, count), "tester").id();
  }

  /** The same once for the key. */
  public StoredAnswer createOnce(
      IdempotencyKey key, int count, Function<CampaignView, StoredAnswer> answer) {
    CampaignType<?> type = types.get("DOMAIN_GENERATION");
    return orchestrator.createOnce(key, request(type, count), answer);
  }

  private static <D extends Record> CampaignRequest<D> request(CampaignType<D> type, int count) {
    GenerationDefinition definition =
        new GenerationDefinition(
            GenerationPattern.PREFIX,
            2,
            null,
            null,
            "abc",
            "s" + Long.toString(System.nanoTime(), Character.MAX_RADIX),
            List.of("com"),
            Integer.toString(count));
    return CampaignRequest.of("a campaign", type, type.definitionClass().cast(definition));
  }

  /** A new campaign that is in the state. */
  public CampaignId in(CampaignStatus status) {
    CampaignId id = create(9);
    Objects.requireNonNull(PATHS.get(status)).forEach(step -> change(id, step));
    return id;
  }

  /** One step of the state coordinator, in a transaction of its own. */
  public void change(CampaignId id, CampaignStatus wanted) {
    String cause = wanted == CampaignStatus.FAILED ? "poison" : null;
    transactions.execute(
        TransactionOptions.of("change_state"),
        () -> {
          if (wanted == CampaignStatus.COMPLETED) {
            finish(id);
          }
          states.transition(id, wanted, new StateChange("tester", "because", cause));
          return wanted;
        });
  }

  /** A campaign is only COMPLETED when all of its items are done. */
  private void finish(CampaignId id) {
    database.update(
        """
        UPDATE campaigns SET processed_items = total_items, successful_items = total_items
         WHERE id = ?
        """,
        id);
  }

  /** The campaign's row as far as events determine it. */
  public StateReplay row(CampaignId id) {
    CampaignView view = queries.find(id).orElseThrow();
    return new StateReplay(
        view.status(),
        view.version(),
        view.error(),
        view.createdAt(),
        view.startedAt(),
        view.completedAt(),
        false);
  }

  /** The same by its events. */
  public StateReplay replay(CampaignId id) {
    return StateReplay.of(queries.events(id, 0, 100_000));
  }
}
