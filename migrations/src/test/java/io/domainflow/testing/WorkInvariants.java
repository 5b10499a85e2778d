package io.domainflow.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What holds at every moment, whatever was killed: a campaign can run if, and only if, there is
 * work of it that a node has or can claim; and its counters equal its rows. One statement looks at
 * everything, so at one moment. It can only be asked of a database in which no name is impossible.
 * Of campaigns that work on others' results it knows neither the results nor which batches they
 * should have; batches that these may still get are work to come.
 */
public final class WorkInvariants {

  /** One line for each campaign that is wrong, and why. */
  private static final String OFFENDERS =
      """
      WITH batches AS (
        SELECT campaign_id,
               count(*) FILTER (WHERE status = 'CLAIMED') AS claimed,
               count(*) FILTER (WHERE status = 'READY') AS ready,
               coalesce(sum(size) FILTER (WHERE status = 'DONE' OR failed > 0), 0) AS done,
               coalesce(sum(size), 0) AS cut,
               coalesce(max(number) + 1, 0) AS next_batch,
               count(*) AS all_batches
          FROM work_batches GROUP BY campaign_id),
      names AS (SELECT campaign_id, count(*) AS stored FROM generated_domains GROUP BY campaign_id),
      facts AS (
        SELECT campaigns.id, campaigns.status, campaigns.processed_items,
               campaigns.successful_items, coalesce(names.stored, 0) AS stored, plan.source_id,
               plan.claimable AND (plan.next_position < plan.end_position OR plan.source_open)
                 AS uncut,
               plan.claimable, plan.next_batch, plan.next_position,
               coalesce(batches.claimed, 0) AS claimed, coalesce(batches.ready, 0) AS ready,
               coalesce(batches.done, 0) AS done, coalesce(batches.cut, 0) AS cut,
               coalesce(batches.next_batch, 0) AS counted_batches,
               coalesce(batches.all_batches, 0) AS all_batches
          FROM campaigns
          JOIN work_plans plan ON plan.campaign_id = campaigns.id
          LEFT JOIN batches ON batches.campaign_id = campaigns.id
          LEFT JOIN names ON names.campaign_id = campaigns.id)
      SELECT problem, facts.*
        FROM facts, LATERAL (VALUES
          (status IN ('QUEUED', 'RUNNING')
             AND NOT (uncut OR claimed > 0 OR (claimable AND ready > 0)),
           'can run, but has no work'),
          (status = 'PAUSING' AND claimed = 0, 'is pausing, but nothing is under way'),
          (status NOT IN ('QUEUED', 'RUNNING') AND claimable AND (uncut OR ready > 0),
           'cannot run, but has work to claim'),
          (status IN ('PENDING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED')
             AND claimed > 0,
           'cannot run, but has work under way'),
          (processed_items <> done, 'its counter differs from its batches'),
          (source_id IS NULL AND successful_items <> stored,
           'its counter differs from its names'),
          (source_id IS NULL
             AND (cut <> next_position OR counted_batches <> next_batch
                  OR all_batches <> next_batch),
           'its batches differ from what was cut')) AS checks (broken, problem)
       WHERE broken
       ORDER BY id, problem
       LIMIT 100
      """;

  /** No foreign key prevents them. */
  private static final String ORPHANS =
      """
      SELECT DISTINCT campaign_id || ' has batches, but no plan' FROM work_batches
       WHERE campaign_id NOT IN (SELECT campaign_id FROM work_plans) LIMIT 100
      """;

  /** Nobody would ever take them back. */
  private static final String LOST =
      """
      SELECT DISTINCT campaign_id || ' has batches of ' || node || ', which is no live node'
        FROM work_batches
       WHERE status = 'CLAIMED' AND node NOT IN (SELECT node FROM work_nodes WHERE NOT settled)
       LIMIT 100
      """;

  private WorkInvariants() {}

  /** The campaigns that are wrong, each with what is wrong; empty if all is well. */
  public static List<String> offenders(Connection connection) throws SQLException {
    List<String> offenders = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(OFFENDERS)) {
      while (rows.next()) {
        StringBuilder line = new StringBuilder(rows.getString("id"));
        line.append(' ').append(rows.getString("problem")).append(':');
        for (int column = 3; column <= rows.getMetaData().getColumnCount(); column++) {
          line.append(' ').append(rows.getMetaData().getColumnName(column));
          line.append('=').append(rows.getString(column));
        }
        offenders.add(line.toString());
      }
    }
    for (String sql : List.of(ORPHANS, LOST)) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          offenders.add(rows.getString(1));
        }
      }
    }
    return offenders;
  }
}
