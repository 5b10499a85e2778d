package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // No container injects here.
class WorkStatisticsPostgresTest {

  private final WorkFixture work = new WorkFixture();
  private final WorkStatistics statistics = new WorkStatistics();

  @AfterEach
  void drop() {
    work.close();
  }

  private void fill(CampaignId campaign, long first, long last) {
    work.database.update(
        """
        INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt,
                                  lease_epoch, node, claimed_at, done_at)
        SELECT ?, number, number, 1, 'DONE', 1, 1, 'one', now(), now()
          FROM generate_series(CAST(? AS bigint), ?) AS number
        """,
        campaign,
        first,
        last);
  }

  @Test
  void aTableIsAnalyzedEachTimeThatItHasDoubled() {
    statistics.database = work.database;
    CampaignId campaign = work.plan(1_000_000, 1);
    assertThat(statistics.refresh()).isEmpty();
    fill(campaign, 0, 9_999);
    assertThat(statistics.refresh()).containsExactly("work_batches");
    assertThat(statistics.refresh()).isEmpty();
    fill(campaign, 10_000, 14_999);
    assertThat(statistics.refresh()).isEmpty();
    fill(campaign, 15_000, 29_999);
    assertThat(statistics.refresh()).containsExactly("work_batches");
    assertThat(
            work.database.first(
                "SELECT reltuples::bigint AS rows FROM pg_class WHERE relname = 'work_batches'",
                row -> row.number("rows")))
        .hasValue(30_000L);
  }
}
