package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.migrations.MigrationSet.Script;
import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Campaigns of the versions that kept no tallies and no ranges, after the migrations since. */
class OldCampaignsPostgresTest {

  private static final int BEFORE_TALLIES = 6;

  private static final int WITH_RANGES = 10;

  /**
   * Campaigns of batches of ten. The first had a name too few in every fourth place, and its
   * pattern was used up two offsets before its end; the second had nothing but names; of the third
   * one batch is done, and no name of it was possible; of the fourth the first batch is done.
   */
  private static final String OLD =
      """
      INSERT INTO campaigns (id, name, type, status, version, total_items, processed_items,
                             successful_items, failed_items, created_at) VALUES
        ('01900000-0000-7000-8000-000000000001', 'holes', 'DOMAIN_GENERATION', 'COMPLETED', 4, 28,
         28, 21, 7, now()),
        ('01900000-0000-7000-8000-000000000002', 'whole', 'DOMAIN_GENERATION', 'COMPLETED', 4, 20,
         20, 20, 0, now()),
        ('01900000-0000-7000-8000-000000000003', 'none', 'DOMAIN_GENERATION', 'RUNNING', 3, 20,
         10, 0, 10, now()),
        ('01900000-0000-7000-8000-000000000004', 'mixed', 'DOMAIN_GENERATION', 'RUNNING', 3, 20,
         10, 10, 0, now());
      INSERT INTO work_plans (campaign_id, next_position, end_position, next_batch, batch_size)
      SELECT id, CASE name WHEN 'holes' THEN 30 WHEN 'whole' THEN 20 ELSE 10 END,
             CASE name WHEN 'holes' THEN 30 ELSE 20 END,
             CASE name WHEN 'holes' THEN 3 WHEN 'whole' THEN 2 ELSE 1 END, 10
        FROM campaigns;
      INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt,
                                lease_epoch, claimed_at, done_at)
      SELECT campaign_id, number, number * 10, 10, 'DONE', 1, 1, now(), now()
        FROM work_plans CROSS JOIN LATERAL generate_series(0, next_batch - 1) AS number;
      INSERT INTO generated_domains (campaign_id, "offset", name)
      SELECT '01900000-0000-7000-8000-000000000001', place + 100, 'holes' || place || '.com'
        FROM generate_series(0, 27) AS place WHERE place % 4 <> 3;
      INSERT INTO generated_domains (campaign_id, "offset", name)
      SELECT '01900000-0000-7000-8000-000000000002', place, 'whole' || place || '.com'
        FROM generate_series(0, 19) AS place;
      INSERT INTO generated_domains (campaign_id, "offset", name)
      SELECT '01900000-0000-7000-8000-000000000004', place, 'mixed' || place || '.com'
        FROM generate_series(0, 9) AS place;
      """;

  /** The second batch of the fourth campaign, as the version that brought the ranges records it. */
  private static final String SINCE =
      """
      UPDATE campaigns SET processed_items = 20, successful_items = 17, failed_items = 3
       WHERE name = 'mixed';
      UPDATE work_plans SET next_position = 20, next_batch = 2
       WHERE campaign_id = '01900000-0000-7000-8000-000000000004';
      INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt,
                                lease_epoch, claimed_at, done_at, successful, failed) VALUES
        ('01900000-0000-7000-8000-000000000004', 1, 10, 10, 'DONE', 1, 1, now(), now(), 7, 3);
      INSERT INTO generation_ranges (campaign_id, number, first_offset, size) VALUES
        ('01900000-0000-7000-8000-000000000004', 1, 50, 10);
      INSERT INTO generated_domains (campaign_id, "offset", name)
      SELECT '01900000-0000-7000-8000-000000000004', place, 'mixed' || place || '.com'
        FROM generate_series(53, 59) AS place;
      """;

  private static final String DIFFERENT =
      """
      SELECT name FROM campaigns c JOIN work_plans p ON p.campaign_id = c.id
        JOIN (SELECT campaign_id, sum(successful) AS successful, sum(failed) AS failed,
                     sum(missing) AS missing, sum(size) AS size
                FROM work_batches GROUP BY campaign_id) b ON b.campaign_id = c.id
       WHERE b.successful <> c.successful_items OR b.failed <> c.failed_items
          OR p.end_position - b.missing <> c.total_items
          OR b.successful + b.failed + b.missing <> b.size
      """;

  /** The names of each batch as they are looked up for campaigns that work on them. */
  private static final String FOUND =
      """
      SELECT b.campaign_id, b.number, b.successful, d.name
        FROM work_batches b
        JOIN generation_ranges r ON r.campaign_id = b.campaign_id AND r.number = b.number
        JOIN generated_domains d ON d.campaign_id = r.campaign_id
             AND d."offset" >= r.first_offset AND d."offset" < r.first_offset + r.size
      """;

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void migrateOldCampaigns() throws SQLException {
    database = TestDatabase.create();
    connection = database.dataSource().getConnection();
    for (Script script : MigrationSet.product().scripts()) {
      execute(script.up());
      if (script.number() == BEFORE_TALLIES) {
        execute(OLD);
      } else if (script.number() == WITH_RANGES) {
        execute(SINCE);
      }
    }
  }

  @AfterEach
  void drop() throws SQLException {
    connection.close();
    database.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> column(String sql) throws SQLException {
    return SchemaDump.column(connection, sql);
  }

  @Test
  void haveTalliesWhoseSumsAreTheirCounters() throws SQLException {
    assertThat(column(DIFFERENT)).isEmpty();
    assertThat(column("SELECT sum(missing) FROM work_batches")).containsExactly("2");
  }

  @Test
  void haveEachOfTheirNamesInTheRangeOfOneBatch() throws SQLException {
    assertThat(column("SELECT name FROM (" + FOUND + ") found ORDER BY name"))
        .isEqualTo(column("SELECT name FROM generated_domains ORDER BY name"));
  }

  @Test
  void haveAsManyNamesInTheRangeOfABatchAsItHasSuccessfulItems() throws SQLException {
    assertThat(
            column(
                """
                SELECT b.campaign_id || ' ' || b.number
                  FROM work_batches b LEFT JOIN (%s) found USING (campaign_id, number, successful)
                 GROUP BY b.campaign_id, b.number, successful
                HAVING count(found.name) <> successful
                """
                    .formatted(FOUND)))
        .isEmpty();
  }
}
