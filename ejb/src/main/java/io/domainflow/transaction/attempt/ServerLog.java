package io.domainflow.transaction.attempt;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the server from reporting a failed COMMIT as a severe error of its own: its pool and its
 * EJB container each log a stack trace before the kit can know whether the attempt is retried. What
 * they have to say is logged at FINE; the kit reports the failure, once, for the operation.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ServerLog {

  private static final Logger LOGGER = Logger.getLogger(ServerLog.class.getName());

  /** Payara's pool, transaction manager and EJB container, as seen in its log. */
  private static final List<String> SPEAKERS =
      List.of(
          "javax.enterprise.resource.resourceadapter.com.sun.enterprise.resource",
          "javax.enterprise.resource.jta.com.sun.enterprise.transaction",
          "jakarta.enterprise.ejb.container");

  @Inject ActiveTransactions active;

  private final List<Muted> muted = new ArrayList<>();

  @PostConstruct
  void start() {
    SPEAKERS.forEach(name -> muted.add(new Muted(Logger.getLogger(name))));
  }

  @PreDestroy
  void stop() {
    muted.forEach(Muted::release);
    muted.clear();
  }

  /** Whether the caller's thread is at the end of an attempt that was not committed. */
  private boolean isCompletionFailure() {
    return active
        .onThisThread()
        .map(Operation::attempt)
        .filter(Attempt::isCompletionFailing)
        .isPresent();
  }

  /** A logger of the server, with the filter that it had before. */
  private final class Muted implements Filter {

    private final Logger logger;
    private final @Nullable Filter before;

    Muted(Logger logger) {
      this.logger = logger;
      this.before = logger.getFilter();
      logger.setFilter(this);
    }

    void release() {
      if (logger.getFilter() == this) { // Else somebody else has set one, and calls this one.
        logger.setFilter(before);
      }
    }

    @Override
    public boolean isLoggable(LogRecord entry) {
      if (entry.getThrown() != null && isCompletionFailure()) {
        LOGGER.log(
            Level.FINE,
            entry.getThrown(),
            () -> "An attempt was not committed: " + entry.getMessage());
        return false;
      }
      return before == null || before.isLoggable(entry);
    }
  }
}
