package io.domainflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.incontainer.PayaraMicroContainer;
import io.domainflow.metrics.statistics.StatisticsQueries;
import io.domainflow.metrics.statistics.StatisticsQuery;
import io.domainflow.metrics.statistics.TransactionStatistics;
import io.domainflow.metrics.statistics.TransactionStatistics.Source;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left out under more load than monitoring may cost, and what never is. */
@ExtendWith(ArquillianExtension.class)
class SheddingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int THREADS = 3;

  @Inject Transactions transactions;
  @Inject Database database;
  @Inject StatisticsQueries statistics;
  @Inject SelfCost cost;
  @Inject MetricQueue queue;

  @Resource ManagedExecutorService threads;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.withoutDispatcher(SheddingIT.class)
        .addPackage(Eventually.class.getPackage())
        .add(
            new StringAsset(
                "-Ddomainflow.metrics.limit.percent=1 -Ddomainflow.metrics.queue=1000000"),
            PayaraMicroContainer.JVM_OPTIONS);
  }

  /** Operations that do nothing cost little more than their records. */
  private Callable<Long> load(AtomicBoolean ended) {
    return () -> {
      long count = 0;
      while (!ended.get()) {
        transactions.execute(TransactionOptions.of("shed"), () -> "");
        count++;
      }
      return count;
    };
  }

  /** Periods are stored and the cost is judged while rows are sent all the time. */
  @Test
  void rowsAreShedUnderLoadAndEveryOperationIsCounted() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    List<Future<Long>> load =
        IntStream.range(0, THREADS).mapToObj(any -> threads.submit(load(ended))).toList();
    try {
      Eventually.within(PATIENCE).holds("rows are shed", () -> cost.shed() > 0);
      Eventually.within(PATIENCE).holds("periods are stored", () -> figure("counted") > 0);
    } finally {
      ended.set(true);
    }
    long operations = 0;
    for (Future<Long> thread : load) {
      operations += thread.get();
    }
    long counted = operations;
    Eventually.within(PATIENCE).holds("all are counted", () -> figure("counted") == counted);
    Eventually.within(PATIENCE).holds("all rows are stored", () -> figure("difference") == 0);
    long left = cost.shed() + queue.dropped();
    assertThat(figure("without_row")).isEqualTo(left);
    assertThat(figure("in_rows")).isEqualTo(counted - left);
    Instant now = Instant.now();
    TransactionStatistics told =
        statistics
            .statistics(
                new StatisticsQuery(
                    "shed", null, now.minusSeconds(600), now.plusSeconds(10), Duration.ZERO))
            .get(0);
    assertThat(told.source()).isEqualTo(Source.HISTOGRAMS);
    assertThat(told.count()).isEqualTo(counted);
  }

  private long figure(String column) {
    return database
        .first(
            """
            SELECT %s AS n FROM get_transaction_monitoring_differences('-infinity', 'infinity')
             WHERE operation_name = 'shed'
            """
                .formatted(column),
            row -> row.number("n"))
        .orElse(0L);
  }
}
