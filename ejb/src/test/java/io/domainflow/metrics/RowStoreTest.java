package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowStoreTest {

  private final List<Integer> batches = new ArrayList<>();
  private MetricQueue queue;
  private RowStore store;

  @BeforeEach
  @SuppressWarnings("UnnecessaryAssignment") // There is no framework here.
  void create() {
    Configuration configuration =
        Configuration.read(
            setting -> setting.equals(Settings.METRICS_QUEUE) ? "20000" : null, List.of());
    queue = new MetricQueue();
    queue.configuration = configuration;
    queue.tallies = new OperationTallies();
    queue.make();
    StorageWarning warning = new StorageWarning();
    warning.clock = Clock.systemUTC();
    store = new RowStore(queue, warning, new SelfCost());
  }

  private void offer(int rows) {
    for (int number = 0; number < rows; number++) {
      queue.offer(new TransactionMetric(ended(), "node"));
    }
  }

  private static OperationOutcome ended() {
    return new OperationOutcome(
        "create_campaign",
        null,
        Instant.EPOCH,
        Duration.ZERO,
        Outcome.COMMITTED,
        1,
        Duration.ZERO,
        Duration.ZERO,
        IsolationLevel.READ_COMMITTED,
        false,
        null,
        "",
        "",
        "",
        List.of(),
        List.of(),
        "",
        null);
  }

  /** Else small batches would go back to back under load, and nothing else had its turn. */
  @Test
  void rowsThatComeMeanwhileWaitForTheNextTurn() {
    offer(10);
    store.flush(
        rows -> {
          batches.add(rows.size());
          offer(3);
          return 0;
        });
    assertThat(batches).containsExactly(10);
    assertThat(store.waiting()).isEqualTo(3);
  }

  @Test
  void allThatWaitGoInBatches() {
    offer(12_000);
    store.flush(
        rows -> {
          batches.add(rows.size());
          return 0;
        });
    assertThat(batches).containsExactly(5_000, 5_000, 2_000);
    assertThat(store.waiting()).isZero();
  }

  /** Another attempt at once would fail as well, and cost as much. */
  @Test
  void afterAFailureItPausesAndThenSendsTheSameRows() {
    offer(10);
    for (int turn = 0; turn < 1_000; turn++) {
      store.flush(this::fail);
    }
    assertThat(batches).hasSize(1);
    offer(5);
    store.flushAtOnce(
        rows -> {
          batches.add(rows.size());
          return 0;
        });
    assertThat(batches.subList(0, 2)).containsExactly(10, 10);
    assertThat(store.waiting()).isZero();
  }

  private long fail(List<TransactionMetric> rows) {
    batches.add(rows.size());
    throw new IllegalStateException("no connection");
  }
}
