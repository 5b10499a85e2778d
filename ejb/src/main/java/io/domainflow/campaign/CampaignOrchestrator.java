package io.domainflow.campaign;

import static io.domainflow.transaction.TransactionOperation.required;

import io.domainflow.CampaignId;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignTransitions;
import io.domainflow.campaign.state.Control;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.campaign.state.StateCoordinator;
import io.domainflow.execution.WorkPlans;
import io.domainflow.idempotency.Idempotency;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.StoredAnswer;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import io.domainflow.transaction.TransactionOperation;
import io.domainflow.transaction.attempt.TransactionBatch;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What can be done with a campaign. Each method is one operation: its steps happen in the order in
 * which they are written, in one transaction. If one fails, PostgreSQL undoes them all, and the
 * caller gets the exception of that step or a {@link TransactionFailure}; conflicts with others are
 * retried before that.
 *
 * <p>The steps lock rows in the order that {@link WorkPlans} gives: the work before the campaign.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CampaignOrchestrator {

  @Inject Transactions transactions;

  @Inject TransactionBatch batch;

  @Inject CampaignRegister register;

  @Inject StateCoordinator states;

  @Inject CampaignTransitions transitions;

  @Inject WorkPlans plans;

  @Inject CampaignQueries queries;

  @Inject Idempotency idempotency;

  /**
   * Creates a campaign, which waits to be started. Attribute NOT_SUPPORTED.
   *
   * @throws io.domainflow.InvalidRequestException if the type refuses the definition, or the source
   */
  @MonitoredTransaction(operation = "create_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public <D extends Record> CampaignId create(CampaignRequest<D> request, String actor) {
    return store(request, actor);
  }

  /**
   * Creates a campaign once for a key: whoever repeats the request gets the first answer, byte for
   * byte. Attribute NOT_SUPPORTED.
   *
   * @param answer what is told of the campaign as it was created; run in the same transaction
   * @throws io.domainflow.InvalidRequestException if the type refuses the definition; the key is
   *     then still free
   * @throws io.domainflow.idempotency.IdempotencyKeyReusedException if it belongs to another
   *     request
   */
  @MonitoredTransaction(operation = "create_campaign_once")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public StoredAnswer createOnce(
      IdempotencyKey key, CampaignRequest<?> request, Function<CampaignView, StoredAnswer> answer) {
    return idempotency.once(
        key, () -> answer.apply(queries.findWithin(store(request, key.actor()))));
  }

  private CampaignId store(CampaignRequest<?> request, String actor) {
    CampaignId id = CampaignId.create();
    transactions.concerns(id);
    batch.run(creation(id, request, actor, "").toArray(TransactionOperation[]::new));
    return id;
  }

  /**
   * Creates campaigns that work on each other's results: the first on its own, each further one on
   * those of the one before. All of them are created, or none. Attribute NOT_SUPPORTED.
   *
   * @param stages one or more; a source named in a further one is replaced
   * @param start whether they are started, too
   * @return their ids, in the order of the stages
   * @throws io.domainflow.InvalidRequestException if a type refuses its definition, or its source
   */
  @MonitoredTransaction(operation = "create_pipeline")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<CampaignId> createPipeline(
      List<CampaignRequest<?>> stages, boolean start, String actor) {
    return store(stages, start, actor);
  }

  /**
   * The same once for a key, see {@link #createOnce}. Attribute NOT_SUPPORTED.
   *
   * @param answer what is told of the campaigns as they were created; run in the same transaction
   * @throws io.domainflow.InvalidRequestException if a type refuses its definition, or its source;
   *     the key is then still free
   * @throws io.domainflow.idempotency.IdempotencyKeyReusedException if it belongs to another
   *     request
   */
  @MonitoredTransaction(operation = "create_pipeline_once")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public StoredAnswer createPipelineOnce(
      IdempotencyKey key,
      List<CampaignRequest<?>> stages,
      boolean start,
      Function<List<CampaignView>, StoredAnswer> answer) {
    return idempotency.once(
        key,
        () ->
            answer.apply(
                store(stages, start, key.actor()).stream().map(queries::findWithin).toList()));
  }

  private List<CampaignId> store(List<CampaignRequest<?>> stages, boolean start, String actor) {
    List<CampaignId> ids = new ArrayList<>();
    List<TransactionOperation> steps = new ArrayList<>();
    for (CampaignRequest<?> stage : stages) {
      CampaignRequest<?> request =
          ids.isEmpty() ? stage : stage.withSource(ids.get(ids.size() - 1));
      CampaignId id = CampaignId.create();
      ids.add(id);
      steps.addAll(creation(id, request, actor, "_" + ids.size()));
    }
    if (start) {
      ids.forEach(id -> steps.addAll(starting(id, Control.by(actor))));
    }
    transactions.concerns(ids.get(0));
    batch.run(steps.toArray(TransactionOperation[]::new));
    return List.copyOf(ids);
  }

  private List<TransactionOperation> creation(
      CampaignId id, CampaignRequest<?> request, String actor, String suffix) {
    return List.of(
        required(
            "create_campaign" + suffix,
            "Store the campaign, which is PENDING",
            () -> register.insert(id, request.name(), request.type().name())),
        required(
            "initialize_state" + suffix,
            "Write the first event of its history",
            () -> states.initialize(id, actor)),
        required(
            "plan_work" + suffix,
            "Store the definition, and the work that it comes to",
            () -> register.plan(id, request)));
  }

  /**
   * Starts a campaign that is PENDING: its work becomes claimable. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it is in another state
   */
  @MonitoredTransaction(operation = "start_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void start(@Concerns CampaignId id, Control control) {
    batch.run(starting(id, control).toArray(TransactionOperation[]::new));
  }

  private List<TransactionOperation> starting(CampaignId id, Control control) {
    return List.of(
        required("release_work", "Let its work be claimed", () -> plans.release(id)),
        required("change_state", "From PENDING to QUEUED", () -> transitions.start(id, control)),
        required(
            "finish_if_done",
            "Complete it if nothing is left to do",
            () -> transitions.finishIfDone(id, control.actor())));
  }

  /**
   * Pauses a campaign: batches under way end first. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it is neither QUEUED nor RUNNING
   */
  @MonitoredTransaction(operation = "pause_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void pause(@Concerns CampaignId id, Control control) {
    batch.run(
        required("hold_work", "Let no further batch be claimed", () -> plans.hold(id)),
        required(
            "change_state",
            "To PAUSED, or to PAUSING while batches are under way",
            () -> transitions.pause(id, control)));
  }

  /**
   * Lets a paused campaign go on. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it is neither PAUSED nor PAUSING
   */
  @MonitoredTransaction(operation = "resume_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void resume(@Concerns CampaignId id, Control control) {
    batch.run(
        required("hold_work", "Let nobody claim while the state changes", () -> plans.hold(id)),
        required(
            "change_state",
            "To QUEUED, or back to RUNNING if it was still PAUSING; its work is claimable again",
            () -> transitions.resume(id, control)),
        required(
            "finish_if_done",
            "Complete it if nothing is left to do",
            () -> transitions.finishIfDone(id, control.actor())));
  }

  /**
   * Cancels a campaign: nothing of it is claimed or recorded any more. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it has ended already
   */
  @MonitoredTransaction(operation = "cancel_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void cancel(@Concerns CampaignId id, Control control) {
    batch.run(
        required("cancel_work", "End its work, also under way", () -> plans.end(id)),
        required("change_state", "To CANCELLED", () -> transitions.cancel(id, control)),
        required(
            "end_dependents",
            "Let campaigns that work on its results wait for no more",
            () -> transitions.endDependents(id, control.actor())));
  }

  /**
   * Gives a failed campaign another chance: what failed and what was cancelled with it is claimable
   * again, as if it had never been tried. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it is not FAILED
   */
  @MonitoredTransaction(operation = "retry_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void retry(@Concerns CampaignId id, Control control) {
    batch.run(
        required(
            "revive_work",
            "Let what failed be claimed again, and count it as not yet done",
            () -> register.revive(id, control.actor())),
        required(
            "change_state",
            "From FAILED to QUEUED, without its error and its end",
            () -> transitions.retry(id, control)),
        required(
            "finish_if_done",
            "Complete it if nothing is left to do",
            () -> transitions.finishIfDone(id, control.actor())));
  }

  /**
   * Puts a campaign away for good; its results stay. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.IllegalTransition if it has neither ended nor is PAUSED
   */
  @MonitoredTransaction(operation = "archive_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void archive(@Concerns CampaignId id, Control control) {
    batch.run(
        required("end_work", "End what a paused campaign has left", () -> plans.end(id)),
        required("change_state", "To ARCHIVED", () -> transitions.archive(id, control)),
        required(
            "end_dependents",
            "Let campaigns that work on its results wait for no more",
            () -> transitions.endDependents(id, control.actor())));
  }

  /**
   * Deletes a campaign with its results; its history stays. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.InUse if work of it may be waiting or under way, or another campaign that
   *     has not ended works on its results
   */
  @MonitoredTransaction(operation = "delete_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void delete(@Concerns CampaignId id, Control control) {
    batch.run(
        required("cancel_work", "Make sure that nothing is claimed", () -> plans.cancel(id)),
        required(
            "spare_source",
            "Make sure that no other campaign needs its results",
            () -> transitions.spareSource(id, control)),
        required(
            "close_history",
            "Write the last event of its history, unless it is in use",
            () -> states.close(id, control)),
        required(
            "delete_results", "Delete what its type has stored", () -> register.deleteResults(id)),
        required("delete_campaign", "Delete the campaign", () -> register.delete(id)));
  }
}
