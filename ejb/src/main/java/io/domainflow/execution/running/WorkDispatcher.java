package io.domainflow.execution.running;

import io.domainflow.config.Configuration;
import io.domainflow.config.NodeName;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.WorkNodes;
import io.domainflow.execution.WorkReleased;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/**
 * Keeps this node's workers busy, on threads that the container manages: one claims batches for the
 * workers, one extends the node's lease, and one takes back what lost nodes have left.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WorkDispatcher {

  private static final Logger LOGGER = Logger.getLogger(WorkDispatcher.class.getName());

  /** How long a stop waits for batches under way; what is not done by then is handed back. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** The interval of the look for lost nodes, or the heartbeat's if that is shorter. */
  private static final Duration RECOVERY = Duration.ofMillis(500);

  /** One for each timer: none may keep the heart from beating. */
  private static final int TIMERS = 3;

  @Resource ManagedThreadFactory threads;

  @Inject Configuration configuration;

  @Inject NodeName node;

  @Inject BatchClaims claims;

  @Inject WorkNodes nodes;

  @Inject BatchRunner runner;

  @Inject WorkMetrics metrics;

  private final InFlight inFlight = new InFlight();
  private final List<Future<?>> timers = new ArrayList<>();
  private RetryPolicy policy;
  private WorkLoop loop;
  private NodeLease lease;
  private Workers workers;
  private ScheduledExecutorService heart;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile int size;

  @PostConstruct
  void start() {
    WorkSettings settings = WorkSettings.from(configuration, node.value());
    metrics.publish(inFlight::size);
    size = settings.workers();
    policy = new RetryPolicy(settings.attempts(), settings.retryDelay());
    lease = new NodeLease(nodes, settings, Version.ofApplication(), this::report, this::follow);
    workers =
        new Workers(
            runner,
            new BatchRunner.Work(lease::name, policy, Patience.Limits.DEFAULT, inFlight),
            size,
            threads,
            new WorkPace());
    loop =
        new WorkLoop(
            new WorkLoop.Parts(
                claims,
                nodes,
                lease::name,
                settings.poll(),
                settings.heartbeat(),
                inFlight,
                workers,
                runner.stalls()),
            size);
    heart = Executors.newScheduledThreadPool(TIMERS, threads);
    every(settings.heartbeat(), lease::beat);
    every(min(settings.heartbeat(), RECOVERY), lease::recover);
    threads.newThread(loop).start();
    LOGGER.info(() -> "Node " + settings.node() + " works with " + size + " workers.");
  }

  /** Looks for work at once when some was released on this node. Attribute NOT_SUPPORTED. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkReleased released) {
    loop.wake();
  }

  /**
   * Ends the work, and returns when that is done: batches under way are recorded, or handed back
   * after ten seconds. Called while there still are connections, which the container takes away
   * before it destroys its beans. Attribute NOT_SUPPORTED.
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void drain() {
    stop();
  }

  @PreDestroy
  void stop() {
    if (stopped.getAndSet(true)) {
      return;
    }
    inFlight.stop();
    loop.wake();
    try {
      if (!workers.stop(DRAIN)) {
        LOGGER.info("Batches are still under way; others may have them now.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally { // The lease is extended until the last batch has ended.
      timers.forEach(timer -> timer.cancel(true));
      heart.shutdown();
      lease.leave();
    }
  }

  private WorkNodes.Report report() {
    return new WorkNodes.Report(
        size, inFlight.size(), metrics.recordedSoFar(), metrics.refusedSoFar());
  }

  /** Called by the timer of the lease only. */
  private void follow(WorkNodes.Extended answer) {
    loop.expectSuspects(policy.suspects(answer.losses()));
    int wanted = answer.wantedWorkers();
    if (wanted != size) {
      LOGGER.info(() -> "This node works with " + wanted + " workers from now on.");
      size = wanted;
      workers.resize(wanted);
      loop.resize(wanted);
    } else {
      loop.wake(); // It may have joined just now.
    }
  }

  private void every(Duration interval, Runnable task) {
    timers.add(heart.scheduleWithFixedDelay(task, 0, interval.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
