package io.domainflow.campaign;

import static io.domainflow.transaction.TransactionOperation.required;

import io.domainflow.CampaignId;
import io.domainflow.execution.WorkPlans;
import io.domainflow.idempotency.Idempotency;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.StoredAnswer;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import io.domainflow.transaction.TransactionBatch;
import io.domainflow.transaction.TransactionFailure;
import io.domainflow.transaction.Transactions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
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
   * @param name 1 to 200 characters
   * @param definition valid by its constraints
   * @throws io.domainflow.InvalidRequestException if the type refuses the definition
   */
  @MonitoredTransaction(operation = "create_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public <D extends Record> CampaignId create(
      String name, CampaignType<D> type, D definition, String actor) {
    return store(new Creation<>(name, type, definition, actor));
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
  public <D extends Record> StoredAnswer createOnce(
      IdempotencyKey key, Creation<D> creation, Function<CampaignView, StoredAnswer> answer) {
    return idempotency.once(key, () -> answer.apply(queries.find(store(creation)).orElseThrow()));
  }

  private <D extends Record> CampaignId store(Creation<D> creation) {
    CampaignId id = CampaignId.create();
    transactions.concerns(id);
    batch.run(
        required(
            "create_campaign",
            "Store the campaign, which is PENDING",
            () -> register.insert(id, creation.name(), creation.type().name())),
        required(
            "initialize_state",
            "Write the first event of its history",
            () -> states.initialize(id, creation.actor())),
        required(
            "plan_work",
            "Store the definition, and the work that it comes to",
            () -> register.plan(id, creation.type(), creation.definition())));
    return id;
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
    batch.run(
        required("release_work", "Let its work be claimed", () -> plans.release(id)),
        required("change_state", "From PENDING to QUEUED", () -> transitions.start(id, control)));
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
            () -> transitions.resume(id, control)));
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
        required("cancel_work", "End its work, also under way", () -> plans.cancel(id)),
        required("change_state", "To CANCELLED", () -> transitions.cancel(id, control)));
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
        required("revive_work", "Let what failed be claimed again", () -> plans.retry(id)),
        required(
            "change_state",
            "From FAILED to QUEUED, without its error and its end",
            () -> transitions.retry(id, control)));
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
        required("end_work", "End what a paused campaign has left", () -> plans.cancel(id)),
        required("change_state", "To ARCHIVED", () -> transitions.archive(id, control)));
  }

  /**
   * Deletes a campaign with its results; its history stays. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   * @throws RefusedChange.StaleVersion if it has another version than {@code control} expects
   * @throws RefusedChange.InUse if work of it may be waiting or under way
   */
  @MonitoredTransaction(operation = "delete_campaign")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void delete(@Concerns CampaignId id, Control control) {
    batch.run(
        required("cancel_work", "Make sure that nothing is claimed", () -> plans.cancel(id)),
        required(
            "close_history",
            "Write the last event of its history, unless it is in use",
            () -> states.close(id, control)),
        required(
            "delete_results", "Delete what its type has stored", () -> register.deleteResults(id)),
        required("delete_campaign", "Delete the campaign", () -> register.delete(id)));
  }
}
