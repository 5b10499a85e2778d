package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import java.util.List;

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
   * @return the work that it comes to: positions of its own, or the results of a source
   * @throws InvalidRequestException naming every invalid field, with paths below {@link
   *     #definitionField()}
   */
  PlannedWork create(CampaignId id, D definition);

  /** The stored definition in the form that the API shows. Called within a transaction. */
  Record describe(CampaignId id);

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
