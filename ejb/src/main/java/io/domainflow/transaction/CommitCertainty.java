package io.domainflow.transaction;

import io.domainflow.DomainflowException;
import io.domainflow.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Learns what became of a COMMIT whose answer was lost, by asking PostgreSQL for the status of the
 * transaction on another connection ({@code pg_xact_status}, PostgreSQL documentation, "System
 * Information Functions").
 */
@ApplicationScoped
class CommitCertainty {

  private static final Logger LOGGER = Logger.getLogger(CommitCertainty.class.getName());

  /** The truth is worth a few seconds beyond the deadline: a server may be just restarting. */
  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private static final String STATUS = "SELECT pg_xact_status(CAST(? AS xid8)) AS status";

  private static final String IN_PROGRESS = "in progress";

  /**
   * Ends the server's side of the lost connection, if it still runs this transaction: nobody can
   * answer to it any more, and it may hold locks until its network gives up.
   */
  private static final String TERMINATE =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid = ? AND backend_xid = CAST(CAST(? AS xid8) AS xid)
      """;

  @Inject Database database;

  /** What became of a transaction. */
  enum Fate {
    COMMITTED,
    ABORTED,
    UNKNOWN
  }

  /** Asks until PostgreSQL knows, or no time is left. Called without a transaction. */
  Fate resolve(Attempt<?> attempt) {
    long start = System.nanoTime();
    Duration limit = longer(attempt.operation().remaining(), AT_LEAST);
    Duration pause = FIRST_PAUSE;
    boolean asked = false;
    while (true) {
      Optional<Fate> fate = ask(attempt, asked);
      if (fate.isPresent()) {
        return fate.get();
      }
      asked = true;
      if (System.nanoTime() - start > limit.toNanos() || !Waiting.pause(pause)) {
        return Fate.UNKNOWN;
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  /** The fate, empty if it is not known yet. */
  private Optional<Fate> ask(Attempt<?> attempt, boolean askedBefore) {
    try {
      Optional<String> status =
          database
              .first(
                  STATUS,
                  row -> Optional.ofNullable(row.textOrNull("status")),
                  attempt.transactionId())
              .orElseThrow();
      if (askedBefore && status.filter(IN_PROGRESS::equals).isPresent()) {
        database.query(TERMINATE, row -> true, attempt.backendPid(), attempt.transactionId());
      }
      return fateOf(status);
    } catch (DomainflowException unreachable) {
      Failure failure = Failure.of(unreachable);
      if (failure.sqlState().equals(SqlStates.INVALID_PARAMETER)) {
        return Optional.of(Fate.ABORTED); // A promoted standby has never heard of it.
      }
      LOGGER.log(
          Level.FINE,
          unreachable,
          () -> "The fate of " + attempt.operation() + " is not known yet.");
      return Optional.empty();
    }
  }

  /** The fate behind an answer of pg_xact_status; none is its answer for the distant past. */
  static Optional<Fate> fateOf(Optional<String> status) {
    return switch (status.orElse("")) {
      case "committed" -> Optional.of(Fate.COMMITTED);
      case "aborted" -> Optional.of(Fate.ABORTED);
      case IN_PROGRESS -> Optional.empty();
      default -> Optional.of(Fate.UNKNOWN);
    };
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
