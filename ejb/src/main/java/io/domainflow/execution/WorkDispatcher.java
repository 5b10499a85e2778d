package io.domainflow.execution;

import io.domainflow.config.Configuration;
import io.domainflow.config.NodeName;
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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps this node's workers busy, on threads that the container manages: one thread claims batches
 * for the workers that are free, and one extends the leases. Another node, or this one after a
 * crash, takes over whatever is left behind when the lease has run out.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WorkDispatcher {

  private static final Logger LOGGER = Logger.getLogger(WorkDispatcher.class.getName());

  /** How long a stop waits for batches under way; their leases run out if it is not enough. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  @Resource ManagedThreadFactory threads;

  @Inject Configuration configuration;

  @Inject NodeName node;

  @Inject BatchClaims claims;

  @Inject BatchRunner runner;

  @Inject WorkMetrics metrics;

  private WorkLoop loop;
  private ExecutorService workers;
  private ScheduledExecutorService heart;
  private Future<?> beating;

  @PostConstruct
  void start() {
    WorkSettings settings = WorkSettings.from(configuration, node.value());
    metrics.publish();
    workers = Executors.newFixedThreadPool(settings.workers() + 1, threads);
    heart = Executors.newSingleThreadScheduledExecutor(threads);
    loop = new WorkLoop(settings, claims, runner, workers);
    workers.execute(loop);
    long beat = settings.heartbeat().toMillis();
    beating = heart.scheduleWithFixedDelay(() -> beat(settings), beat, beat, TimeUnit.MILLISECONDS);
    LOGGER.info(
        () -> "Node " + settings.node() + " works with " + settings.workers() + " workers.");
  }

  /** Looks for work at once when some was released on this node. Attribute NOT_SUPPORTED. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkReleased released) {
    loop.wake();
  }

  @PreDestroy
  void stop() {
    loop.stop();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.info("Batches are still under way; their leases will run out.");
        workers.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    } finally { // Leases are extended until the last batch has ended.
      beating.cancel(true);
      heart.shutdown();
    }
  }

  private void beat(WorkSettings settings) {
    try {
      Set<Batch> inFlight = loop.inFlight();
      if (!inFlight.isEmpty()) {
        claims.heartbeat(settings, inFlight);
      }
    } catch (RuntimeException failure) { // A scheduled task that throws is never run again.
      LOGGER.log(Level.WARNING, failure, () -> "The leases of this node could not be extended.");
    }
  }
}
