package io.domainflow.metrics.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a node does for the tables of monitoring. */
@ExtendWith(ArquillianExtension.class)
class MetricUpkeepIT {

  /** It looks twice a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Inject Database database;
  @Inject MetricLedger ledger;
  @Inject UpkeepRound round;

  @Inject
  @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE)
  MetricRegistry registry;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.withoutDispatcher(MetricUpkeepIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  private List<String> partitions() {
    return database.query(
        """
        SELECT to_char(to_date(right(c.relname, 8), 'YYYYMMDD')
                       - CAST(clock_timestamp() AT TIME ZONE 'UTC' AS date), 'FM999') AS day
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'transaction_metrics'::regclass AND c.relname ~ '[0-9]{8}$'
        """,
        row -> row.text("day"));
  }

  @Test
  void thereArePartitionsOfTodayAndTheDaysBehind() {
    Eventually.within(PATIENCE)
        .holds("they are made", () -> partitions().containsAll(List.of("0", "1", "2", "3")));
  }

  @Test
  void rowsOfADayWithoutPartitionGetOneAndOldDaysAreDropped() {
    makePartitionOfAWeekAgo();
    assertThat(partitions()).contains("-7");
    database.update(
        """
        INSERT INTO transaction_metrics
               (operation_name, duration_ms, duration_us, success, outcome, created_at)
        VALUES ('far_ahead', 1, 1000, true, 'COMMITTED', clock_timestamp() + interval '10 days')
        """);
    round.attend();
    assertThat(partitions()).contains("10").doesNotContain("-7");
    assertThat(ledger.rowsWithoutPartition()).isZero();
    assertThat(shownRowsWithoutPartition()).isZero();
  }

  private long shownRowsWithoutPartition() {
    MetricID id = new MetricID("domainflow_metrics_rows_without_partition");
    return registry.getGauge(id).getValue().longValue();
  }

  private void makePartitionOfAWeekAgo() {
    database.query(
        """
        SELECT make_transaction_metrics_partition(
                   CAST(clock_timestamp() AT TIME ZONE 'UTC' AS date) - 7) AS made
        """,
        row -> row.flag("made"));
  }

  /** Partitions cannot be made: old ones are dropped all the same, and the metrics tell. */
  @Test
  void whatFailsKeepsNothingElseFromBeingDone() {
    makePartitionOfAWeekAgo();
    database.update("ALTER FUNCTION make_transaction_metrics_partition(date) RENAME TO gone");
    try {
      database.update(
          """
          INSERT INTO transaction_metrics
                 (operation_name, duration_ms, duration_us, success, outcome, created_at)
          VALUES ('further', 1, 1000, true, 'COMMITTED', clock_timestamp() + interval '20 days')
          """);
      round.attend();
      assertThat(partitions()).doesNotContain("-7", "20");
      assertThat(shownRowsWithoutPartition()).isEqualTo(1);
    } finally {
      database.update("ALTER FUNCTION gone(date) RENAME TO make_transaction_metrics_partition");
    }
    round.attend();
    assertThat(partitions()).contains("20");
    assertThat(shownRowsWithoutPartition()).isZero();
  }

  /** Its second sign of life: it does all this by itself, again and again. */
  @Test
  void theNodeIsKnownToTheOthers() {
    Eventually.within(PATIENCE)
        .holds(
            "it has said so",
            () ->
                database
                        .first(
                            "SELECT count(*) AS n FROM transaction_recorders WHERE beats > 0",
                            row -> row.number("n"))
                        .orElseThrow()
                    > 0);
  }
}
