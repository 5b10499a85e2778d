package io.domainflow.operations;

import io.domainflow.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * All that is stored, without ids and times: two runs of an operation on the same state leave the
 * same shape.
 */
@ApplicationScoped
public class Shape {

  private static final String EVERYTHING =
      """
      SELECT concat_ws(' ', 'campaign', name, status, version, total_items, processed_items,
                       successful_items, failed_items, dependents, error, started_at IS NULL,
                       completed_at IS NULL) AS line FROM campaigns
      UNION ALL
      SELECT concat_ws(' ', 'event', sequence, from_status, to_status, actor, reason, cause)
        FROM campaign_state_events
      UNION ALL
      SELECT concat_ws(' ', 'refusal', kind, operation, actor, current_status, current_version,
                       wanted_status, expected_version) FROM campaign_refusals
      UNION ALL
      SELECT concat_ws(' ', 'key', operation, actor, idempotency_key, fingerprint, status,
                       location, tag, body) FROM idempotency_keys
      UNION ALL
      SELECT concat_ws(' ', 'plan', next_position, end_position, next_batch, batch_size, claimable,
                       started, last_claimed_at IS NULL, tolerance_percent, failed_positions,
                       source_id IS NULL, source_open) FROM work_plans
      UNION ALL
      SELECT concat_ws(' ', 'batch', number, first_position, size, status, attempt, lease_epoch,
                       node, error, done_at IS NULL, not_before IS NULL, successful, failed,
                       missing) FROM work_batches
      UNION ALL
      SELECT concat_ws(' ', 'node', node, version, workers, wanted_workers, in_flight, recorded,
                       refused, gone_at IS NULL, left_orderly, settled,
                       lease_until > clock_timestamp() + interval '5 minutes') FROM work_nodes
      UNION ALL
      SELECT concat_ws(' ', 'cursor', configuration_hash, next_offset, combinations)
        FROM generation_cursors
      UNION ALL
      SELECT concat_ws(' ', 'definition', pattern, characters, constant, tlds, name_count,
                       configuration_hash, first_offset) FROM generation_definitions
      UNION ALL
      SELECT concat_ws(' ', 'range', number, first_offset, size) FROM generation_ranges
      UNION ALL
      SELECT concat_ws(' ', 'name', "offset", name) FROM generated_domains
      UNION ALL
      SELECT concat_ws(' ', 'kept', keep) FROM pass_through_definitions
      UNION ALL
      SELECT concat_ws(' ', 'kept name', batch, name) FROM pass_through_names
      UNION ALL
      SELECT concat_ws(' ', 'debt', operation, handler, payload) FROM compensation_debts
      ORDER BY line
      """;

  /** Not TRUNCATE, which makes a new file of each table and index: here they hold a few rows. */
  private static final String EMPTY =
      """
      WITH campaign AS (DELETE FROM campaigns),
           event AS (DELETE FROM campaign_state_events),
           refusal AS (DELETE FROM campaign_refusals),
           idempotency_key AS (DELETE FROM idempotency_keys),
           plan AS (DELETE FROM work_plans),
           batch AS (DELETE FROM work_batches),
           node AS (DELETE FROM work_nodes),
           generation_cursor AS (DELETE FROM generation_cursors),
           definition AS (DELETE FROM generation_definitions),
           generated AS (DELETE FROM generated_domains),
           generated_range AS (DELETE FROM generation_ranges),
           kept AS (DELETE FROM pass_through_definitions),
           kept_name AS (DELETE FROM pass_through_names)
      DELETE FROM compensation_debts
      """;

  @Inject Database database;

  /** All lines there are. */
  public List<String> now() {
    return database.query(EVERYTHING, row -> row.text("line"));
  }

  /** Deletes everything. */
  public void empty() {
    database.update(EMPTY);
  }

  /**
   * Tables that {@link #now} does not look at; there should be none. Those of other tests have no
   * comment, as all of the product must have; those of monitoring are no operation's.
   */
  public List<String> forgotten() {
    return database.query(
        """
        SELECT c.relname AS name FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND obj_description(c.oid, 'pg_class') IS NOT NULL
           AND c.relname NOT IN
               ('transaction_metrics', 'transaction_histograms', 'transaction_conflicts',
                'transaction_recorders')
           AND position(c.relname IN ?) = 0
        """,
        row -> row.text("name"),
        EVERYTHING);
  }
}
