package io.domainflow.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.RefusedChange;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets things happen at the same moment, so that each of them is sometimes the first. */
@ApplicationScoped
public class Races {

  /** Each begins up to so many nanoseconds late: about what an operation takes. */
  private static final long HEAD_START = 2_000_000;

  private static final int HEAD_STARTS = 5;

  private static final int MOST_RACERS = 3;
  private static final int MOST_ROUNDS = 500;
  private static final long PATIENCE_SECONDS = 30;

  /** What somebody is told who steers a campaign, unless it is refused. */
  public static final String GRANTED = "granted";

  @Resource ManagedThreadFactory threads;

  private ExecutorService pool;

  @PostConstruct
  void open() {
    pool = Executors.newFixedThreadPool(MOST_RACERS, threads);
  }

  @PreDestroy
  void close() {
    pool.shutdownNow();
  }

  /** Runs all of them at once, three at most, and gives what each has returned, in their order. */
  public <T> List<T> run(List<Callable<T>> racers) throws Exception {
    return run(racers, HEAD_START);
  }

  /**
   * The same with head starts that are up to 16 times as long in some races: each of three comes
   * before both others now and then, also if it takes much longer than they.
   */
  public <T> List<T> runUnevenly(List<Callable<T>> racers) throws Exception {
    return run(racers, HEAD_START << ThreadLocalRandom.current().nextInt(HEAD_STARTS));
  }

  private <T> List<T> run(List<Callable<T>> racers, long headStart) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(racers.size());
    List<Future<T>> ends = new ArrayList<>();
    for (Callable<T> racer : racers) {
      ends.add(pool.submit(() -> begin(racer, barrier, headStart)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> end : ends) {
      results.add(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }

  /** Steers a campaign and gives back what it was answered. */
  public static String answer(Runnable steering) {
    try {
      steering.run();
      return GRANTED;
    } catch (RefusedChange.IllegalTransition | RefusedChange.InUse refused) {
      return refusedWhen(refused.current());
    }
  }

  /** The answer if the campaign's state does not allow it. */
  public static String refusedWhen(CampaignStatus status) {
    return "refused when " + status;
  }

  /**
   * Each of so many rounds comes to one of the outcomes, and each of them comes in some round: if
   * not in these, then in one of those that follow until all were seen, 500 at most.
   */
  public static <T> void comesTo(Callable<T> round, int rounds, List<T> possible) throws Exception {
    Map<T, Integer> seen = new HashMap<>();
    for (int number = 0;
        number < rounds || (number < MOST_ROUNDS && seen.size() < possible.size());
        number++) {
      T outcome = round.call();
      assertThat(possible).contains(outcome);
      seen.merge(outcome, 1, Integer::sum);
    }
    assertThat(seen.keySet()).as("each side won").containsExactlyInAnyOrderElementsOf(possible);
  }

  private static <T> T begin(Callable<T> racer, CyclicBarrier barrier, long headStart)
      throws Exception {
    barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(headStart));
    return racer.call();
  }
}
