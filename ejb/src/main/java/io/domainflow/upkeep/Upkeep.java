package io.domainflow.upkeep;

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
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Calls the tasks of upkeep, one after another on one thread of each node. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Upkeep {

  private static final Logger LOGGER = Logger.getLogger(Upkeep.class.getName());

  /** Not while the application is busy with its start. */
  private static final Duration FIRST = Duration.ofSeconds(15);

  private static final Duration INTERVAL = Duration.ofMinutes(10);

  @Resource ManagedThreadFactory threads;

  @Inject @Any Instance<UpkeepTask> tasks;

  private ScheduledExecutorService timer;
  private Future<?> schedule;

  @PostConstruct
  void start() {
    timer = Executors.newSingleThreadScheduledExecutor(threads);
    schedule =
        timer.scheduleWithFixedDelay(
            this::attend, FIRST.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    schedule.cancel(true);
    timer.shutdownNow();
  }

  private void attend() {
    for (UpkeepTask task : tasks) {
      try {
        task.attend();
      } catch (Throwable failure) { // It keeps neither the others nor the timer from theirs.
        LOGGER.log(Level.WARNING, failure, () -> "A task of upkeep could not be done.");
      }
    }
  }
}
