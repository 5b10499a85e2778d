package io.domainflow.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL what became of a transaction ({@code pg_xact_status}, PostgreSQL documentation,
 * "System Information Functions"). After a crash PostgreSQL may give an id a second time; then its
 * answer is believed only if the last crash cannot have made the id such a one.
 */
@ApplicationScoped
public class TransactionFates {

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

  private static final String TERMINATE =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid = ? AND backend_xid = CAST(CAST(? AS xid8) AS xid)
      """;

  /** invalid_parameter_value (PostgreSQL documentation, appendix A). */
  private static final String INVALID_PARAMETER = "22023";

  /** Nobody waits for an answer that does not come: the question is asked again. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Inject Database database;

  /** What pg_xact_status says, and in which life of the server. */
  private record Answer(@Nullable String status, String life) {}

  /** The first id that was free after a crash, and which life of the server began with it. */
  private record Recovery(String life, @Nullable String firstFree) {}

  /**
   * What became of the transaction {@code id} that was run in {@code serverLife} ({@link
   * ServerSession}). Called outside of that transaction. Throws what {@link Database} throws if
   * nobody answers.
   */
  public TransactionFate ask(String id, String serverLife) {
    Answer answer;
    try {
      answer =
          database
              .hurried(PATIENCE)
              .first(STATUS, row -> new Answer(row.textOrNull("status"), row.text("life")), id)
              .orElseThrow();
    } catch (DatabaseException refused) {
      if (refused.sqlState().equals(INVALID_PARAMETER)) {
        return TransactionFate.ABORTED; // The id is in the future: the server has lost it.
      }
      throw refused;
    }
    TransactionFate fate = of(answer.status());
    return fate == TransactionFate.COMMITTED && !answer.life().equals(serverLife)
        ? afterCrash(id, serverLife, answer.life())
        : fate;
  }

  /**
   * Ends the server's side of a lost connection, if it still runs the transaction {@code id}.
   * Throws what {@link Database} throws if nobody answers.
   */
  public void terminate(int backendPid, String id) {
    database.hurried(PATIENCE).query(TERMINATE, row -> true, backendPid, id);
  }

  /**
   * A server that has crashed may have lost the transaction and given its id to another one: what
   * is committed under that id is ours only if the id was not free after the crash.
   */
  private TransactionFate afterCrash(String id, String before, String now) {
    Recovery recovery =
        database
            .hurried(PATIENCE)
            .first(FIRST_FREE, row -> new Recovery(row.text("life"), row.textOrNull("first_free")))
            .orElseThrow();
    if (!recovery.life().equals(now)) {
      return TransactionFate.IN_PROGRESS; // It has crashed again, between the two questions.
    }
    return timeline(before).equals(timeline(now))
        ? afterCrash(Long.parseLong(id), recovery.firstFree())
        : TransactionFate.UNKNOWN; // A standby has taken over: its checkpoints are not those.
  }

  private static String timeline(String life) {
    return life.substring(0, Math.max(0, life.indexOf(' ')));
  }

  /** The fate behind an answer of pg_xact_status; null is its answer for the distant past. */
  static TransactionFate of(@Nullable String status) {
    return switch (Objects.requireNonNullElse(status, "")) {
      case "committed" -> TransactionFate.COMMITTED;
      case "aborted" -> TransactionFate.ABORTED;
      case "in progress" -> TransactionFate.IN_PROGRESS;
      default -> TransactionFate.UNKNOWN;
    };
  }

  /**
   * The fate of a transaction whose id is committed since a crash.
   *
   * @param firstFree the first id that was free after it, as {@code epoch:id}; null if unknown
   */
  static TransactionFate afterCrash(long id, @Nullable String firstFree) {
    if (firstFree == null) {
      return TransactionFate.UNKNOWN;
    }
    String[] parts = firstFree.split(":", 2);
    long free = (Long.parseLong(parts[0]) << Integer.SIZE) + Long.parseLong(parts[1]);
    return id < free ? TransactionFate.COMMITTED : TransactionFate.ABORTED;
  }
}
