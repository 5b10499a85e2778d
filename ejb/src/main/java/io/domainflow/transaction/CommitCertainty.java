package io.domainflow.transaction;

import io.domainflow.DomainflowException;
import io.domainflow.database.Database;
import io.domainflow.database.ServerSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Learns what became of a COMMIT whose answer was lost, by asking PostgreSQL for the status of the
 * transaction on another connection ({@code pg_xact_status}, PostgreSQL documentation, "System
 * Information Functions"). After a crash PostgreSQL may give an id a second time; then an answer is
 * believed only if the last crash cannot have made it such a one.
 */
@ApplicationScoped
class CommitCertainty {

  private static final Logger LOGGER = Logger.getLogger(CommitCertainty.class.getName());

  /** The truth is worth a few seconds beyond the deadline: a server may be just restarting. */
  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** A standby may not have heard of the transaction yet: nobody can tell before it takes over. */
  private static final String STATUS =
      """
      SELECT CASE WHEN pg_is_in_recovery() THEN 'in progress'
                  ELSE pg_xact_status(CAST(? AS xid8)) END AS status, %s AS life
      """
          .formatted(ServerSession.SERVER_LIFE);

  /**
   * The first id that was free when the server had recovered from its crash. The checkpoint at the
   * end of a recovery notes it; it is the last one until the next regular checkpoint some minutes
   * later. One at a shutdown looks the same, but is older than the server. Null if it is not known
   * any more.
   */
  private static final String FIRST_FREE =
      """
      SELECT %s AS life,
             CASE WHEN checkpoint.redo_lsn = checkpoint.checkpoint_lsn
                   AND checkpoint.checkpoint_time > pg_postmaster_start_time()
                   AND checkpoint.checkpoint_time >=
                       date_trunc('second', pg_stat_get_bgwriter_stat_reset_time())
                  THEN checkpoint.next_xid END AS first_free
        FROM pg_control_checkpoint() AS checkpoint
      """
          .formatted(ServerSession.SERVER_LIFE);

  private static final String COMMITTED = "committed";
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

  /** What pg_xact_status says, and in which life of the server. */
  private record Answer(@Nullable String status, String life) {}

  /** The first id that was free after a crash, and which life of the server began with it. */
  private record Recovery(String life, @Nullable String firstFree) {}

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
      Answer answer =
          database
              .first(
                  STATUS,
                  row -> new Answer(row.textOrNull("status"), row.text("life")),
                  attempt.transactionId())
              .orElseThrow();
      if (askedBefore && IN_PROGRESS.equals(answer.status())) {
        database.query(TERMINATE, row -> true, attempt.backendPid(), attempt.transactionId());
      }
      return COMMITTED.equals(answer.status()) && !answer.life().equals(attempt.serverLife())
          ? fateAfterCrash(attempt, answer.life())
          : fateOf(answer.status());
    } catch (DomainflowException unreachable) {
      Failure failure = Failure.of(unreachable);
      if (failure.sqlState().equals(SqlStates.INVALID_PARAMETER)) {
        return Optional.of(Fate.ABORTED); // The id is in the future: the server has lost it.
      }
      LOGGER.log(
          Level.FINE,
          unreachable,
          () -> "The fate of " + attempt.operation() + " is not known yet.");
      return Optional.empty();
    }
  }

  /**
   * A server that has crashed may have lost the transaction and given its id to another one: what
   * is committed under that id is ours only if the id was not free after the crash.
   */
  private Optional<Fate> fateAfterCrash(Attempt<?> attempt, String life) {
    Recovery recovery =
        database
            .first(FIRST_FREE, row -> new Recovery(row.text("life"), row.textOrNull("first_free")))
            .orElseThrow();
    if (!recovery.life().equals(life)) {
      return Optional.empty(); // It has crashed again, between the two questions.
    }
    return Optional.of(
        isSameTimeline(attempt.serverLife(), life)
            ? fateOf(Long.parseLong(attempt.transactionId()), recovery.firstFree())
            : Fate.UNKNOWN);
  }

  /** After a standby has taken over, its checkpoints are not those of a crash. */
  private static boolean isSameTimeline(String before, String now) {
    return timeline(before).equals(timeline(now));
  }

  private static String timeline(String life) {
    return life.substring(0, Math.max(0, life.indexOf(' ')));
  }

  /** The fate behind an answer of pg_xact_status; null is its answer for the distant past. */
  static Optional<Fate> fateOf(@Nullable String status) {
    return switch (Objects.requireNonNullElse(status, "")) {
      case COMMITTED -> Optional.of(Fate.COMMITTED);
      case "aborted" -> Optional.of(Fate.ABORTED);
      case IN_PROGRESS -> Optional.empty();
      default -> Optional.of(Fate.UNKNOWN);
    };
  }

  /**
   * The fate of a transaction whose id is committed since a crash.
   *
   * @param firstFree the first id that was free after it, as {@code epoch:id}; null if unknown
   */
  static Fate fateOf(long transactionId, @Nullable String firstFree) {
    if (firstFree == null) {
      return Fate.UNKNOWN;
    }
    String[] parts = firstFree.split(":", 2);
    long free = (Long.parseLong(parts[0]) << Integer.SIZE) + Long.parseLong(parts[1]);
    return transactionId < free ? Fate.COMMITTED : Fate.ABORTED;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
