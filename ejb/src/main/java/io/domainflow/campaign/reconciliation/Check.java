package io.domainflow.campaign.reconciliation;

import static java.util.stream.Collectors.joining;

import io.domainflow.campaign.state.CampaignStatus;
import java.util.stream.Stream;

/**
 * What must hold of every campaign at every moment. Each check is a query for what breaks it, with
 * the campaign's id as its parameters: subject, expected and actual, as texts. {@link #RESULTS}
 * asks the campaign's type instead.
 */
public enum Check {
  /** Replaying the events gives the row: {@link StateReplay} in SQL. */
  STATE_REPLAY(
      """
      SELECT subject, expected, actual
        FROM campaigns c
       CROSS JOIN LATERAL (
             SELECT max(sequence) AS version,
                    (array_agg(to_status ORDER BY sequence DESC))[1] AS status,
                    (array_agg(occurred_at ORDER BY sequence))[1] AS created_at,
                    (array_agg(occurred_at ORDER BY sequence)
                       FILTER (WHERE to_status = 'RUNNING'))[1] AS started_at,
                    (array_agg(CASE WHEN to_status <> 'QUEUED' THEN occurred_at END
                               ORDER BY sequence DESC)
                       FILTER (WHERE to_status IN ('QUEUED', 'COMPLETED', 'FAILED', 'CANCELLED'))
                    )[1] AS completed_at,
                    (array_agg(CASE to_status WHEN 'FAILED' THEN cause END ORDER BY sequence DESC)
                       FILTER (WHERE to_status <> 'ARCHIVED'))[1] AS error
               FROM campaign_state_events WHERE campaign_id = c.id) h
       CROSS JOIN LATERAL (VALUES
             ('status', h.status, c.status),
             ('version', CAST(h.version AS text), CAST(c.version AS text)),
             ('error', h.error, c.error),
             ('createdAt', CAST(h.created_at AT TIME ZONE 'UTC' AS text),
                           CAST(c.created_at AT TIME ZONE 'UTC' AS text)),
             ('startedAt', CAST(h.started_at AT TIME ZONE 'UTC' AS text),
                           CAST(c.started_at AT TIME ZONE 'UTC' AS text)),
             ('completedAt', CAST(h.completed_at AT TIME ZONE 'UTC' AS text),
                             CAST(c.completed_at AT TIME ZONE 'UTC' AS text)))
             AS fields (subject, expected, actual)
       WHERE c.id = ? AND expected IS DISTINCT FROM actual
      """),

  /** The events are numbered without gaps, and each begins where the one before it ended. */
  EVENT_CHAIN(
      """
      SELECT 'event ' || sequence AS subject, place || ' from ' || before AS expected,
             sequence || ' from ' || COALESCE(from_status, 'nothing') AS actual
        FROM (SELECT sequence, from_status, row_number() OVER history AS place,
                     COALESCE(lag(to_status) OVER history, 'nothing') AS before
                FROM campaign_state_events WHERE campaign_id = ?
              WINDOW history AS (ORDER BY sequence)) events
       WHERE sequence <> place OR COALESCE(from_status, 'nothing') <> before
      """),

  /** Each event is a step that the table of {@link CampaignStatus} allows. */
  EVENT_STEPS(
      """
      WITH steps (step, successors) AS (VALUES ('nothing', 'PENDING'), %s)
      SELECT 'event ' || sequence AS subject, successors AS expected, to_status AS actual
        FROM campaign_state_events JOIN steps ON step = COALESCE(from_status, 'nothing')
       WHERE campaign_id = ? AND to_status <> ALL (string_to_array(successors, ' or '))
       ORDER BY sequence
      """
          .formatted(Stream.of(CampaignStatus.values()).map(Check::steps).collect(joining(", ")))),

  /** Batches of a plan of its own are contiguous, and the plan knows how far they reach. */
  BATCHES_OF_PLAN(
      """
      SELECT subject, expected, actual
        FROM (SELECT 'batch ' || number AS subject, campaign_id,
                     (row_number() OVER cut - 1) || ' at ' || (sum(size) OVER cut - size)
                       AS expected,
                     number || ' at ' || first_position AS actual
                FROM work_batches
               WHERE campaign_id IN (SELECT campaign_id FROM work_plans WHERE source_id IS NULL)
              WINDOW cut AS (PARTITION BY campaign_id ORDER BY number)
              UNION ALL
              SELECT 'plan', p.campaign_id, count(b.number) || ' to ' || COALESCE(sum(b.size), 0),
                     p.next_batch || ' to ' || p.next_position
                FROM work_plans p LEFT JOIN work_batches b ON b.campaign_id = p.campaign_id
               WHERE p.source_id IS NULL GROUP BY p.campaign_id) parts
       WHERE campaign_id = ? AND expected <> actual
      """),

  /**
   * Each batch of the source that has results is a batch of the campaign, and nothing else is. Of a
   * source that was deleted nobody knows any more.
   */
  BATCHES_OF_SOURCE(
      """
      SELECT 'batch ' || number AS subject, CAST(given.successful AS text) AS expected,
             CAST(taken.size AS text) AS actual
        FROM (SELECT b.number, b.successful
                FROM campaigns c JOIN work_plans p ON p.campaign_id = c.id
                JOIN work_batches b ON b.campaign_id = p.source_id AND b.status = 'DONE'
                     AND b.successful > 0
               WHERE c.id = ? AND c.status NOT IN ('CANCELLED', 'ARCHIVED')) given
        FULL JOIN
             (SELECT b.number, b.size
                FROM campaigns c JOIN work_plans p ON p.campaign_id = c.id
                JOIN work_batches b ON b.campaign_id = c.id
               WHERE c.id = ? AND EXISTS (SELECT FROM campaigns WHERE id = p.source_id)
                 AND c.status NOT IN ('CANCELLED', 'ARCHIVED')) taken USING (number)
       WHERE given.successful IS DISTINCT FROM taken.size
      """),

  /**
   * The campaign's counters are the sums of its batches'. Its total is what its plan has, less what
   * turned out not to exist; or what its source may still come to.
   */
  COUNTERS(
      """
      SELECT subject, CAST(expected AS text) AS expected, CAST(actual AS text) AS actual
        FROM campaigns c
        JOIN work_plans p ON p.campaign_id = c.id
        LEFT JOIN campaigns source ON source.id = p.source_id
       CROSS JOIN LATERAL (
             SELECT COALESCE(sum(successful), 0) AS successful, COALESCE(sum(failed), 0) AS failed,
                    COALESCE(sum(missing), 0) AS missing, COALESCE(sum(size), 0) AS size
               FROM work_batches WHERE campaign_id = c.id) batches
       CROSS JOIN LATERAL (VALUES
             ('processedItems', batches.successful + batches.failed, c.processed_items),
             ('successfulItems', batches.successful, c.successful_items),
             ('failedItems', batches.failed, c.failed_items),
             ('totalItems',
              CASE WHEN p.source_id IS NULL THEN p.end_position - batches.missing
                   WHEN c.status IN ('CANCELLED', 'ARCHIVED') THEN c.total_items
                   WHEN p.source_open THEN source.total_items - source.failed_items
                   ELSE batches.size END, c.total_items))
             AS fields (subject, expected, actual)
       WHERE c.id = ? AND expected <> actual
      """),

  /** A campaign is runnable if, and only if, it has live or claimable work. */
  WORK_OF_STATE(
      """
      SELECT 'work' AS subject,
             CASE WHEN status = 'PAUSING' THEN 'live only'
                  WHEN status IN ('QUEUED', 'RUNNING') THEN 'live or claimable' ELSE 'none' END
               AS expected,
             'live: ' || live || ', claimable: ' || claimable AS actual
      """
          + Check.AT_ODDS
          + " AND id = ?"),

  /** As many results are stored as items were successful. */
  RESULTS("");

  /**
   * The campaigns whose state and work do not fit. What waits in a campaign that has ended counts
   * as claimable: nobody would ever take it. A batch that is claimed is live if its node is, or if
   * it is still to be taken back from it. Waiting batches are looked up all at once, by the partial
   * index that holds them alone. A source that is open is work to come.
   */
  static final String AT_ODDS =
      """
        FROM (SELECT c.id, c.status,
                     c.id IN (SELECT batch.campaign_id FROM work_batches batch
                                JOIN work_nodes owner ON owner.node = batch.node
                               WHERE batch.status = 'CLAIMED' AND NOT owner.settled) AS live,
                     CASE WHEN p.claimable
                          THEN p.uncut OR p.source_open
                               OR c.id IN (SELECT campaign_id FROM work_batches
                                            WHERE status = 'READY')
                          ELSE (c.status IN ('COMPLETED', 'CANCELLED', 'ARCHIVED')
                                OR (c.status = 'FAILED' AND p.source_id IS NULL))
                               AND c.id IN (SELECT campaign_id FROM work_batches
                                             WHERE status = 'READY') END AS claimable
                FROM campaigns c LEFT JOIN work_plans p ON p.campaign_id = c.id) work
       WHERE CASE WHEN status IN ('QUEUED', 'RUNNING') THEN NOT (live OR claimable)
                  WHEN status = 'PAUSING' THEN claimable OR NOT live
                  ELSE live OR claimable END
      """;

  private final String query;

  private static String steps(CampaignStatus from) {
    return "('%s', '%s')"
        .formatted(
            from, from.successors().stream().map(Enum::name).sorted().collect(joining(" or ")));
  }

  Check(String query) {
    this.query = query;
  }

  /** Finds what breaks the check; empty if it is no query. */
  String query() {
    return query;
  }

  /** How often the query asks for the campaign. */
  int campaigns() {
    return (int) query.chars().filter(character -> character == '?').count();
  }
}
