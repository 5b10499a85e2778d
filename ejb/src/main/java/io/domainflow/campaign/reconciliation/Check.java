package io.domainflow.campaign.reconciliation;

/**
 * What must hold of every campaign at every moment. Each check is a query for what breaks it, with
 * the campaign's id as its one parameter: subject, expected and actual, as texts. {@link #RESULTS}
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

  /** Batches are contiguous, and the plan knows how far they reach. */
  BATCHES_OF_PLAN(
      """
      SELECT subject, expected, actual
        FROM (SELECT 'batch ' || number AS subject, campaign_id,
                     (row_number() OVER cut - 1) || ' at ' || (sum(size) OVER cut - size)
                       AS expected,
                     number || ' at ' || first_position AS actual
                FROM work_batches
              WINDOW cut AS (PARTITION BY campaign_id ORDER BY number)
              UNION ALL
              SELECT 'plan', p.campaign_id, count(b.number) || ' to ' || COALESCE(sum(b.size), 0),
                     p.next_batch || ' to ' || p.next_position
                FROM work_plans p LEFT JOIN work_batches b ON b.campaign_id = p.campaign_id
               GROUP BY p.campaign_id) parts
       WHERE campaign_id = ? AND expected <> actual
      """),

  /**
   * Processed items are those of recorded batches, without the ones that turned out not to exist:
   * by so many the campaign is smaller than its plan.
   */
  COUNTERS(
      """
      SELECT 'processedItems' AS subject, CAST(expected AS text) AS expected,
             CAST(processed_items AS text) AS actual
        FROM (SELECT c.processed_items,
                     COALESCE((SELECT sum(size) FROM work_batches b
                                WHERE b.campaign_id = c.id AND b.status = 'DONE'), 0)
                     - (p.end_position - c.total_items) AS expected
                FROM campaigns c JOIN work_plans p ON p.campaign_id = c.id
               WHERE c.id = ?) counted
       WHERE expected <> processed_items
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
   * as claimable: nobody would ever take it. Waiting batches are looked up all at once, by the
   * partial index that holds them alone.
   */
  static final String AT_ODDS =
      """
        FROM (SELECT c.id, c.status,
                     EXISTS (SELECT FROM work_batches b
                              WHERE b.campaign_id = c.id AND b.status = 'CLAIMED') AS live,
                     CASE WHEN p.claimable
                          THEN p.next_position < p.end_position
                               OR c.id IN (SELECT campaign_id FROM work_batches
                                            WHERE status = 'READY')
                          ELSE c.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED')
                               AND c.id IN (SELECT campaign_id FROM work_batches
                                             WHERE status = 'READY') END AS claimable
                FROM campaigns c LEFT JOIN work_plans p ON p.campaign_id = c.id) work
       WHERE CASE WHEN status IN ('QUEUED', 'RUNNING') THEN NOT (live OR claimable)
                  WHEN status = 'PAUSING' THEN claimable OR NOT live
                  ELSE live OR claimable END
      """;

  private final String query;

  Check(String query) {
    this.query = query;
  }

  /** Finds what breaks the check; empty if it is no query. */
  String query() {
    return query;
  }
}
