package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Finished;
import io.domainflow.execution.Tally;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordQueuesTest {

  private static final CampaignId CAMPAIGN = CampaignId.create();

  private final RecordQueues queues = new RecordQueues();

  private static Finished finished(CampaignId campaign, long number, long size) {
    Batch batch = new Batch(campaign, number, number * size, size, 1, 0, 1);
    return new Finished(batch, () -> new Tally(size, 0, 0));
  }

  private Set<CampaignId> add(CampaignId campaign, long number, long size) {
    return queues.add(List.of(finished(campaign, number, size)));
  }

  private List<Long> next() {
    return queues.next(CAMPAIGN).orElseThrow().batches().stream()
        .map(finished -> finished.batch().number())
        .toList();
  }

  @Test
  void theFirstToFinishRecordsAndTheOthersDoNotWait() {
    assertThat(add(CAMPAIGN, 0, 1)).containsExactly(CAMPAIGN);
    assertThat(next()).containsExactly(0L);
    assertThat(add(CAMPAIGN, 2, 1)).isEmpty();
    assertThat(add(CAMPAIGN, 1, 1)).isEmpty();
    assertThat(next()).containsExactly(1L, 2L);
    assertThat(queues.next(CAMPAIGN)).isEmpty();
  }

  @Test
  void whoeverComesAfterTheEndRecordsAgain() {
    add(CAMPAIGN, 0, 1);
    next();
    queues.next(CAMPAIGN);
    assertThat(add(CAMPAIGN, 1, 1)).isNotEmpty();
  }

  @Test
  void whoeverIsNotYetDoneStaysAtItThoughNothingIsLeft() {
    add(CAMPAIGN, 0, 1);
    next();
    assertThat(queues.poll(CAMPAIGN)).isEmpty();
    assertThat(add(CAMPAIGN, 1, 1)).isEmpty();
    assertThat(queues.poll(CAMPAIGN)).isPresent();
  }

  @Test
  void whatIsAbandonedIsHandedOutAndTheNextToFinishRecordsAgain() {
    add(CAMPAIGN, 0, 1);
    next();
    add(CAMPAIGN, 1, 1);
    assertThat(queues.abandon(CAMPAIGN))
        .extracting(finished -> finished.batch().number())
        .containsExactly(1L);
    assertThat(queues.abandon(CAMPAIGN)).isEmpty();
    assertThat(add(CAMPAIGN, 2, 1)).containsExactly(CAMPAIGN);
    assertThat(next()).containsExactly(2L);
  }

  @Test
  void campaignsDoNotWaitForEachOther() {
    CampaignId another = CampaignId.create();
    add(CAMPAIGN, 0, 1);
    assertThat(queues.add(List.of(finished(CAMPAIGN, 1, 1), finished(another, 0, 1))))
        .containsExactly(another);
  }

  @Test
  void bundlesStaySmall() {
    for (long number = 0; number <= RecordQueues.MOST_BATCHES; number++) {
      add(CAMPAIGN, number, 1);
    }
    assertThat(next()).hasSize(RecordQueues.MOST_BATCHES);
    assertThat(next()).hasSize(1);
  }

  @Test
  void largeBatchesGoAlone() {
    add(CAMPAIGN, 0, RecordQueues.MOST_ITEMS + 1);
    add(CAMPAIGN, 1, RecordQueues.MOST_ITEMS / 2);
    add(CAMPAIGN, 2, RecordQueues.MOST_ITEMS / 2);
    add(CAMPAIGN, 3, 1);
    assertThat(next()).containsExactly(0L);
    assertThat(next()).containsExactly(1L, 2L);
    assertThat(next()).containsExactly(3L);
  }
}
