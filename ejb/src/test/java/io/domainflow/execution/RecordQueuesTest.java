package io.domainflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordQueuesTest {

  private static final CampaignId CAMPAIGN = CampaignId.create();

  private final RecordQueues queues = new RecordQueues();

  private static Finished finished(CampaignId campaign, long number, long size) {
    Batch batch = new Batch(campaign, number, number * size, size, 1, 1);
    return new Finished(batch, () -> new Tally(size, 0, 0));
  }

  private List<Long> next() {
    return queues.next(CAMPAIGN).orElseThrow().batches().stream()
        .map(finished -> finished.batch().number())
        .toList();
  }

  @Test
  void theFirstToFinishRecordsAndTheOthersDoNotWait() {
    assertThat(queues.add(finished(CAMPAIGN, 0, 1))).isTrue();
    assertThat(next()).containsExactly(0L);
    assertThat(queues.add(finished(CAMPAIGN, 2, 1))).isFalse();
    assertThat(queues.add(finished(CAMPAIGN, 1, 1))).isFalse();
    assertThat(next()).containsExactly(1L, 2L);
    assertThat(queues.next(CAMPAIGN)).isEmpty();
  }

  @Test
  void whoeverComesAfterTheEndRecordsAgain() {
    queues.add(finished(CAMPAIGN, 0, 1));
    next();
    queues.next(CAMPAIGN);
    assertThat(queues.add(finished(CAMPAIGN, 1, 1))).isTrue();
  }

  @Test
  void campaignsDoNotWaitForEachOther() {
    queues.add(finished(CAMPAIGN, 0, 1));
    assertThat(queues.add(finished(CampaignId.create(), 0, 1))).isTrue();
  }

  @Test
  void bundlesStaySmall() {
    for (long number = 0; number <= RecordQueues.MOST_BATCHES; number++) {
      queues.add(finished(CAMPAIGN, number, 1));
    }
    assertThat(next()).hasSize(RecordQueues.MOST_BATCHES);
    assertThat(next()).hasSize(1);
  }

  @Test
  void largeBatchesGoAlone() {
    queues.add(finished(CAMPAIGN, 0, RecordQueues.MOST_ITEMS + 1));
    queues.add(finished(CAMPAIGN, 1, RecordQueues.MOST_ITEMS / 2));
    queues.add(finished(CAMPAIGN, 2, RecordQueues.MOST_ITEMS / 2));
    queues.add(finished(CAMPAIGN, 3, 1));
    assertThat(next()).containsExactly(0L);
    assertThat(next()).containsExactly(1L, 2L);
    assertThat(next()).containsExactly(3L);
  }
}
