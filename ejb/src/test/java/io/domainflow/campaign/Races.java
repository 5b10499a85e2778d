package io.domainflow.campaign;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
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

  private static final int MOST_RACERS = 3;
  private static final long PATIENCE_SECONDS = 30;

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
    CyclicBarrier barrier = new CyclicBarrier(racers.size());
    List<Future<T>> ends = new ArrayList<>();
    for (Callable<T> racer : racers) {
      ends.add(pool.submit(() -> begin(racer, barrier)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> end : ends) {
      results.add(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }

  private static <T> T begin(Callable<T> racer, CyclicBarrier barrier) throws Exception {
    barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(HEAD_START));
    return racer.call();
  }
}
