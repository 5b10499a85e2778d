package io.domainflow.campaign;

import static io.domainflow.transaction.TransactionOperation.required;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
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
 * <p>Who steers a campaign gets it back as the operation has made it, read before COMMIT: no later
 * read can fail, or find what others have done since.
 *
 * <p>The steps lock rows in the order that {@link WorkPlans} gives: the work before the campaign.
 * Where much is rewritten before the campaign can be locked, its state is looked at first.
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
   * @return the campaign as it was created
   * @throws io.domainflow.InvalidRequestException if the type refuses the definition, or the source
   */
  @MonitoredTransaction(operation = "create_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public <D extends Record> CampaignView create(CampaignRequest<D> request, String actor) {
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
    return idempotency.once(key, () -> answer.apply(store(request, key.actor())));
  }

  private CampaignView store(CampaignRequest<?> request, String actor) {
    NewCampaign<?> campaign = new NewCampaign<>(request);
    transactions.concerns(campaign.id());
    run(creation(campaign, actor, "", () -> register.plan(campaign)));
    return campaign.view();
  }

  private void run(List<TransactionOperation> steps) {
    batch.run(steps.toArray(TransactionOperation[]::new));
  }

  /**
   * Creates campaigns that work on each other's results: the first on its own, each further one on
   * those of the one before. All of them are created, or none. Attribute NOT_SUPPORTED.
   *
   * @param stages one or more; a source named in a further one is replaced
   * @param start whether they are started, too
   * @return the campaigns as they were created, in the order of the stages
   * @throws io.domainflow.InvalidRequestException if a type refuses its definition, or its source;
   *     with paths like {@code stages[1].type}
   */
  @MonitoredTransaction(operation = "create_pipeline")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<CampaignView> createPipeline(
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
    return idempotency.once(key, () -> answer.apply(store(stages, start, key.actor())));
  }

  private List<CampaignView> store(List<CampaignRequest<?>> stages, boolean start, String actor) {
    List<CampaignId> ids = new ArrayList<>();
    List<TransactionOperation> steps = new ArrayList<>();
    for (int index = 0; index < stages.size(); index++) {
      CampaignRequest<?> stage = stages.get(index);
      NewCampaign<?> campaign =
          index == 0 ? new NewCampaign<>(stage) : NewCampaign.behind(ids.get(index - 1), stage);
      ids.add(campaign.id());
      String path = "stages[" + index + "].";
      steps.addAll(
          creation(
              campaign, actor, "_" + ids.size(), () -> below(path, () -> register.plan(campaign))));
    }
    if (start) {
      ids.forEach(id -> steps.addAll(starting(id, Control.by(actor))));
    }
    transactions.concerns(ids.get(0));
    run(steps);
    return queries.findWithin(ids);
  }

  /** What a stage is refused for is named by its place in the whole request. */
  private static void below(String path, Runnable planning) {
    try {
      planning.run();
    } catch (InvalidRequestException refused) {
      throw new InvalidRequestException(
          refused.violations().stream()
              .map(fault -> new Violation(path + fault.field(), fault.message()))
              .toList());
    }
  }

  private List<TransactionOperation> creation(
      NewCampaign<?> campaign, String actor, String suffix, Runnable planning) {
    return List.of(
        required(
            "create_campaign" + suffix,
            "Store the campaign, which is PENDING",
            () -> register.insert(campaign)),
        required(
            "initialize_state" + suffix,
            "Write the first event of its history",
            () -> states.initialize(campaign.id(), actor)),
        required(
            "plan_work" + suffix, "Store the definition, and the work that it comes to", planning));
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
  public CampaignView start(@Concerns CampaignId id, Control control) {
    return steer(id, starting(id, control).toArray(TransactionOperation[]::new));
  }

  /** The answer is a part of the operation: whoever is told that it failed, for them it has. */
  private CampaignView steer(CampaignId id, TransactionOperation... steps) {
    batch.run(steps);
    return queries.findWithin(id);
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
  public CampaignView pause(@Concerns CampaignId id, Control control) {
    return steer(
        id,
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
  public CampaignView resume(@Concerns CampaignId id, Control control) {
    return steer(
        id,
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
  public CampaignView cancel(@Concerns CampaignId id, Control control) {
    return steer(
        id,
        required("hold_work", "Let no further batch be claimed", () -> plans.hold(id)),
        required(
            "check_state",
            "Refuse it before its batches are rewritten",
            () -> transitions.foresee(id, control, CampaignStatus.CANCELLED)),
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
  public CampaignView retry(@Concerns CampaignId id, Control control) {
    return steer(
        id,
        required("hold_work", "Let no one else revive it", () -> plans.hold(id)),
        required(
            "check_state",
            "Refuse it before its batches and counters are rewritten",
            () -> transitions.foreseeRetry(id, control)),
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
  public CampaignView archive(@Concerns CampaignId id, Control control) {
    return steer(
        id,
        required("hold_work", "Let no further batch be claimed", () -> plans.hold(id)),
        required(
            "check_state",
            "Refuse it before its batches are rewritten",
            () -> transitions.foresee(id, control, CampaignStatus.ARCHIVED)),
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
        required("hold_work", "Let no further batch be claimed", () -> plans.hold(id)),
        required(
            "check_use",
            "Refuse it before its batches are rewritten",
            () -> transitions.foreseeDeletion(id, control)),
        required("cancel_work", "Make sure that nothing is claimed", () -> plans.cancel(id)),
        required(
            "close_history",
            "Write the last event of its history, unless it or its results are in use",
            () -> transitions.close(id, control)),
        required(
            "delete_results", "Delete what its type has stored", () -> register.deleteResults(id)),
        required("delete_campaign", "Delete the campaign", () -> register.delete(id)));
  }
}
