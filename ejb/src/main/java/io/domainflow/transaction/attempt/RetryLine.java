package io.domainflow.transaction.attempt;

import io.domainflow.transaction.attempt.Operation.FailedAttempt;
import io.domainflow.transaction.failure.Failure;
import java.util.List;
import java.util.StringJoiner;

/** The one line that the log has for an operation that was retried. */
final class RetryLine {

  private RetryLine() {}

  static String of(Attempt<?> last, boolean isCommitted, List<FailedAttempt> failures) {
    StringJoiner attempts = new StringJoiner("; ");
    int number = 1;
    for (FailedAttempt failed : failures) {
      attempts.add(
          "attempt %d: %s%s after %d ms, waited %d ms"
              .formatted(
                  number++,
                  failed.failure().kind(),
                  sqlState(failed.failure()),
                  failed.took().toMillis(),
                  failed.waited().toMillis()));
    }
    if (isCommitted) {
      attempts.add("attempt %d: committed".formatted(last.number()));
    }
    return "Operation " + last.operation() + " was retried: " + attempts + ".";
  }

  private static String sqlState(Failure failure) {
    return failure.sqlState().isEmpty() ? "" : " " + failure.sqlState();
  }
}
