package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.database.Database;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.IdempotencyKeyReusedException;
import io.domainflow.idempotency.StoredAnswer;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.upkeep.UpkeepTask;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
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
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Under one key one campaign, however often and from wherever it is asked for. */
@ExtendWith(ArquillianExtension.class)
class CreateOnceIT {

  private static final int CROWD = 20;

  @Resource ManagedThreadFactory threads;
  @Inject CampaignsInStates campaigns;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject @Any Instance<UpkeepTask> upkeep;
  @Inject Database database;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(CreateOnceIT.class);
  }

  @BeforeEach
  void beginWithNothing() {
    database.update("TRUNCATE campaigns, work_batches, idempotency_keys CASCADE");
  }

  private static IdempotencyKey key(String key, String request) {
    return IdempotencyKey.of("create_campaign", "tester", key, request);
  }

  private static StoredAnswer answer(CampaignView campaign) {
    return new StoredAnswer(201, "/campaigns/" + campaign.id(), "1", campaign.toString());
  }

  private StoredAnswer create(IdempotencyKey key) {
    return campaigns.createOnce(key, 9, CreateOnceIT::answer);
  }

  private long count(String table) {
    return database
        .first("SELECT count(*) AS n FROM " + table, row -> row.number("n"))
        .orElseThrow();
  }

  private static CampaignId campaignOf(StoredAnswer answer) {
    String location = String.valueOf(answer.location());
    return CampaignId.parse(location.substring(location.lastIndexOf('/') + 1)).orElseThrow();
  }

  @Test
  void aRepeatedRequestGetsTheFirstAnswerAlthoughTheCampaignHasChangedOrIsGone() {
    StoredAnswer first = create(key("a", "request"));
    assertThat(first.body()).contains("status=PENDING");
    CampaignId id = campaignOf(first);
    orchestrator.cancel(id, Control.by("tester"));
    assertThat(create(key("a", "request"))).isEqualTo(first);
    orchestrator.delete(id, Control.by("tester"));
    assertThat(create(key("a", "request"))).isEqualTo(first);
    assertThat(count("campaigns")).isZero();
  }

  @Test
  void aCrowdThatAsksAtOnceGetsOneCampaignAndOneAnswer() throws Exception {
    List<StoredAnswer> answers = together(CROWD, () -> create(key("crowd", "request")));
    assertThat(answers).hasSize(CROWD).containsOnly(answers.get(0));
    assertThat(count("campaigns")).isEqualTo(1);
    assertThat(queries.find(campaignOf(answers.get(0)))).isPresent();
  }

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
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void whoWaitsForARequestThatThenFailsCarriesItOut() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2, threads);
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    try {
      Future<StoredAnswer> failing =
          pool.submit(
              () -> campaigns.createOnce(key("w", "request"), 9, view -> fail(claimed, waiting)));
      assertThat(claimed.await(30, TimeUnit.SECONDS)).isTrue();
      Future<StoredAnswer> second = pool.submit(() -> create(key("w", "request")));
      waiting.countDown();
      assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(queries.find(campaignOf(second.get(30, TimeUnit.SECONDS)))).isPresent();
    } finally {
      pool.shutdownNow();
    }
    assertThat(count("campaigns")).isEqualTo(1);
  }

  private static StoredAnswer fail(CountDownLatch claimed, CountDownLatch waiting) {
    claimed.countDown();
    try {
      waiting.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("no answer");
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefusedAndChangesNothing() {
    StoredAnswer first = create(key("b", "request"));
    assertThatThrownBy(() -> create(key("b", "another")))
        .isInstanceOf(IdempotencyKeyReusedException.class);
    assertThat(count("campaigns")).isEqualTo(1);
    assertThat(create(key("b", "request"))).isEqualTo(first);
  }

  @Test
  void keysOfOtherActorsAndOperationsHaveNothingInCommon() {
    StoredAnswer first = create(key("c", "request"));
    StoredAnswer ofAnna = create(IdempotencyKey.of("create_campaign", "anna", "c", "another"));
    StoredAnswer ofPipeline = create(IdempotencyKey.of("create_pipeline", "tester", "c", "more"));
    assertThat(List.of(first, ofAnna, ofPipeline)).doesNotHaveDuplicates();
    assertThat(count("campaigns")).isEqualTo(3);
  }

  @Test
  void aKeyIsFreeAgainWhenItHasExpiredEvenIfNobodyHasPurgedIt() {
    StoredAnswer first = create(key("d", "request"));
    database.update(
        """
        UPDATE idempotency_keys SET created_at = created_at - interval '24 hours',
               expires_at = expires_at - interval '24 hours'
        """);
    StoredAnswer second = create(key("d", "another"));
    assertThat(second).isNotEqualTo(first);
    assertThat(create(key("d", "another"))).isEqualTo(second);
    assertThat(count("campaigns")).isEqualTo(2);
    assertThat(count("idempotency_keys")).isEqualTo(1);
  }

  @Test
  void keysAreKeptFor24HoursAndPurgedAfterThat() {
    create(key("e", "request"));
    create(key("f", "request"));
    assertThat(count("idempotency_keys WHERE expires_at = created_at + interval '24 hours'"))
        .isEqualTo(2);
    database.update(
        """
        UPDATE idempotency_keys SET created_at = 'epoch', expires_at = now()
         WHERE idempotency_key = 'e'
        """);
    upkeep.forEach(UpkeepTask::attend);
    assertThat(count("idempotency_keys WHERE idempotency_key = 'f'")).isEqualTo(1);
    assertThat(count("idempotency_keys")).isEqualTo(1);
  }

  @Test
  void aCreationThatFailsLeavesNoKeyBehind() {
    assertThatThrownBy(() -> campaigns.createOnce(key("g", "large"), 10, CreateOnceIT::answer))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () ->
                campaigns.createOnce(
                    key("g", "unanswered"),
                    9,
                    view -> {
                      throw new IllegalStateException("no answer");
                    }))
        .hasRootCauseMessage("no answer");
    assertThat(count("idempotency_keys")).isZero();
    assertThat(count("campaigns")).isZero();
    assertThat(create(key("g", "mended")).status()).isEqualTo(201);
  }

  @Test
  void aKeyIsVisibleAscii() {
    for (String key : List.of("", "a b", "\u00e4", "\t", "x".repeat(256))) {
      assertThatThrownBy(() -> key(key, "request"))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith("Idempotency-Key: must be");
    }
    assertThat(create(key("!~" + "x".repeat(253), "request")).status()).isEqualTo(201);
  }
}
