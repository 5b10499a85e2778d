package io.domainflow.transaction.attempt;

import io.domainflow.transaction.failure.Failure;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.SqlStates;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * With which operation an attempt collided. PostgreSQL tells it of deadlocks alone, by the server
 * processes that wait for each other (the DETAIL of 40P01); those of this node are known.
 */
final class Collisions {

  /**
   * "Process 1 waits for a lock on transaction 2; blocked by process 3.", in the server's language:
   * the first and the last number of a line are the processes.
   */
  private static final Pattern LINE = Pattern.compile("\\D*(\\d{1,9})\\D(?:.*\\D)?(\\d{1,9})\\D*");

  private Collisions() {}

  /** The name of the other operation; empty if it is not known. */
  static String of(Failure failure, Attempt<?> attempt, ActiveTransactions active) {
    if (failure.kind() != FailureKind.DEADLOCK) {
      return "";
    }
    Set<Integer> processes = processes(detail(failure.cause()));
    processes.remove(attempt.backendPid());
    return processes.stream()
        .map(active::operationOf)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  private static String detail(@Nullable Throwable thrown) {
    Optional<SQLException> root = thrown == null ? Optional.empty() : SqlStates.rootOf(thrown);
    ServerErrorMessage said =
        root.isPresent() && root.get() instanceof PSQLException answer
            ? answer.getServerErrorMessage()
            : null;
    String detail = said == null ? null : said.getDetail();
    return detail == null ? "" : detail;
  }

  /** The processes that a DETAIL names, in its order. */
  static Set<Integer> processes(String detail) {
    Set<Integer> processes = new LinkedHashSet<>();
    detail
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(
            line -> {
              processes.add(Integer.valueOf(line.group(1)));
              processes.add(Integer.valueOf(line.group(2)));
            });
    return processes;
  }
}
