package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many campaigns created at once, with a pool of four connections: each creation is whole, judged
 * by the rows themselves and not by a counter of failures.
 */
@ExtendWith(ArquillianExtension.class)
class ConcurrentCreationIT {

  private static final int POOL = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The product's data source with fewer connections; a descriptor replaces the annotation. */
  private static final String SMALL_POOL =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        <data-source>
          <name>java:app/jdbc/domainflow</name>
          <class-name>io.domainflow.database.TrackedDataSource</class-name>
          <url>${MPCONFIG=domainflow.db.url}</url>
          <user>${MPCONFIG=domainflow.db.user}</user>
          <password>${MPCONFIG=domainflow.db.password}</password>
          <property>
            <name>fish.payara.is-connection-validation-required</name>
            <value>true</value>
          </property>
          <property>
            <name>fish.payara.connection-validation-method</name>
            <value>auto-commit</value>
          </property>
          <initial-pool-size>2</initial-pool-size>
          <max-pool-size>%d</max-pool-size>
          <min-pool-size>2</min-pool-size>
        </data-source>
      </web-app>
      """;

  /** What is missing or does not agree, campaign by campaign; those of other tests aside. */
  private static final String INCONSISTENT =
      """
      SELECT c.id FROM campaigns c
        LEFT JOIN work_plans p ON p.campaign_id = c.id
        LEFT JOIN generation_definitions d ON d.campaign_id = c.id
        LEFT JOIN generation_cursors g ON g.configuration_hash = d.configuration_hash
       WHERE c.name = 'concurrent'
         AND (c.status <> 'PENDING' OR c.version <> 1 OR c.total_items <> d.name_count
              OR p.end_position IS DISTINCT FROM c.total_items
              OR d.first_offset IS NULL OR g.next_offset IS DISTINCT FROM d.first_offset
              OR (SELECT array_agg(e.to_status ORDER BY e.sequence)
                    FROM campaign_state_events e WHERE e.campaign_id = c.id)
                 IS DISTINCT FROM ARRAY['PENDING'])
      """;

  @Resource ManagedThreadFactory threads;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignTypes types;
  @Inject Transactions transactions;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(ConcurrentCreationIT.class)
        .addPackage(Eventually.class.getPackage())
        .setWebXML(new StringAsset(SMALL_POOL.formatted(POOL)));
  }

  private CampaignId create(String constant) {
    CampaignType<?> type = types.get("DOMAIN_GENERATION");
    return create(type, constant);
  }

  private <D extends Record> CampaignId create(CampaignType<D> type, String constant) {
    GenerationDefinition definition =
        new GenerationDefinition(
            GenerationPattern.PREFIX, 3, null, null, "abc", constant, List.of("com"), "20");
    CampaignRequest<D> request =
        CampaignRequest.of("concurrent", type, type.definitionClass().cast(definition));
    return orchestrator.create(request, "tester").id();
  }

  /** Runs the tasks on threads of the container that all begin at once. */
  private <T> List<T> together(int workers, Callable<T> task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(workers, threads);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> futures =
          IntStream.range(0, workers)
              .mapToObj(
                  worker ->
                      pool.submit(
                          () -> {
                            start.await();
                            return task.call();
                          }))
              .toList();
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private long count(String sql) {
    return database.first(sql, row -> row.number("n")).orElseThrow();
  }

  @Test
  void twentyWorkersCreateFiveCampaignsEach() throws Exception {
    long before = count("SELECT count(*) AS n FROM campaigns");
    List<List<CampaignId>> created =
        together(20, () -> IntStream.range(0, 5).mapToObj(n -> create("workers")).toList());
    assertThat(created.stream().flatMap(List::stream).distinct()).hasSize(100);
    assertThat(count("SELECT count(*) AS n FROM campaigns") - before).isEqualTo(100);
    assertThat(database.query(INCONSISTENT, row -> row.campaign("id"))).isEmpty();
  }

  @Test
  void fiveHundredCampaignsAreCreatedAtOnce() throws Exception {
    long before = count("SELECT count(*) AS n FROM campaigns");
    List<CampaignId> created = together(500, () -> create("crowd"));
    assertThat(created.stream().distinct()).hasSize(500);
    assertThat(count("SELECT count(*) AS n FROM campaigns") - before).isEqualTo(500);
    assertThat(database.query(INCONSISTENT, row -> row.campaign("id"))).isEmpty();
  }

  /** A thread that needed a second connection while it held one would stop everything. */
  @Test
  void aHundredOperationsEndOnAPoolOfFour() throws Exception {
    List<Long> most =
        together(
            100,
            () ->
                transactions.execute(
                    TransactionOptions.of("crowd_the_pool"),
                    () ->
                        database
                            .first(
                                """
                                SELECT count(*) AS n FROM pg_stat_activity, pg_sleep(0.02)
                                 WHERE datname = current_database()
                                   AND application_name = 'crowd_the_pool'
                                """,
                                row -> row.number("n"))
                            .orElseThrow()));
    assertThat(most).hasSize(100).allMatch(connections -> connections <= POOL);
    assertThat(most).anyMatch(connections -> connections > 1);
  }
}
