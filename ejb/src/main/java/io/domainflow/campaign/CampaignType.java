package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a kind of campaign brings along. An implementation is a CDI bean of its own package; with a
 * migration for its tables it is all that a new type needs.
 *
 * @param <D> the definition that its users write: a record whose components carry Jakarta
 *     Validation constraints; the API reads it from JSON
 */
public interface CampaignType<D extends Record> {

  /** The type's name in the API and in the database, in upper snake case. */
  String name();

  /** The field of a campaign's JSON that holds the definition, for example {@code generation}. */
  String definitionField();

  /** The class of the definition. */
  Class<D> definitionClass();

  /**
   * Stores what {@code definition} asks for. Called within the transaction that creates the
   * campaign, and again if that is retried; a constraint-valid definition that cannot be carried
   * out is refused here.
   *
   * @return what was stored, as {@link #describe} would tell it, and the work that it comes to
   * @throws InvalidRequestException naming every invalid field, with paths below {@link
   *     #definitionField()}
   */
  StoredDefinition create(CampaignId id, D definition);

  /**
   * The stored definitions in the form that the API shows. A campaign that is gone, or being
   * deleted, may have none. Called within a transaction.
   *
   * @param ids campaigns of this type, at most a page of them
   */
  Map<CampaignId, Record> describe(Collection<CampaignId> ids);

  /**
   * Does the work of one batch: no transaction is active, none may be begun, no database connection
   * may be held.
   *
   * @return what has to be written; it is run within the transaction that records the batch, and
   *     again if that is retried
   */
  Recording perform(Batch batch);

  /**
   * The names that a recorded batch of the campaign came to, in order: what campaigns work on that
   * have this one as their source. No transaction is active; the batch is recorded.
   *
   * @param batch the batch's number
   */
  List<String> results(CampaignId id, long batch);

  /**
   * How many results of successful items are stored for the campaign, counted one by one. Called
   * within a transaction.
   */
  long storedResults(CampaignId id);

  /** Removes all that the type stored for the campaign, within the transaction that deletes it. */
  void delete(CampaignId id);
}
