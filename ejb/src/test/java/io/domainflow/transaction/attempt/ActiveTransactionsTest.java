package io.domainflow.transaction.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.ServerSession;
import io.domainflow.transaction.TransactionOptions;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ActiveTransactionsTest {

  private static final int PROCESS = 7;

  private final ActiveTransactions active = active();

  @SuppressWarnings("UnnecessaryAssignment") // There is no container here.
  private static ActiveTransactions active() {
    ActiveTransactions active = new ActiveTransactions();
    active.registry =
        (TransactionSynchronizationRegistry)
            Proxy.newProxyInstance(
                ActiveTransactionsTest.class.getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> Status.STATUS_NO_TRANSACTION);
    return active;
  }

  private Attempt<String> begin(String name) {
    Operation operation = new Operation(TransactionOptions.of(name), Instant.EPOCH);
    active.enter(operation);
    Attempt<String> attempt = new Attempt<>(operation, 1, () -> "");
    operation.begin(attempt);
    attempt.connected(new ServerSession(PROCESS, ""), () -> {});
    return attempt;
  }

  private void end(Attempt<?> attempt) {
    active.served(attempt);
    attempt.over();
    active.leave(attempt.operation());
  }

  @Test
  void aProcessThatWasNeverUsedServesNobody() {
    assertThat(active.operationOf(PROCESS)).isNull();
  }

  @Test
  void whatRunsIsWhomItsProcessServes() {
    end(begin("earlier"));
    begin("running");
    assertThat(active.operationOf(PROCESS)).isEqualTo("running");
  }

  @Test
  void whatHasEndedIsWhomItsProcessServedLast() {
    end(begin("earlier"));
    end(begin("later"));
    assertThat(active.operationOf(PROCESS)).isEqualTo("later");
  }

  /** The one that loses a deadlock may look at just this moment. */
  @Test
  void whatWasCommittedAndIsNotNotedYetIsNotTakenForAnEarlierOne() {
    end(begin("earlier"));
    Attempt<String> attempt = begin("winner");
    attempt.committing();
    attempt.committed();
    assertThat(active.operationOf(PROCESS)).isEqualTo("winner");
  }

  /** While it waits its process may have served somebody else. */
  @Test
  void whatWaitsForItsNextAttemptHasNoProcess() {
    Attempt<String> attempt = begin("waiting");
    attempt.rolledBack();
    active.served(attempt);
    attempt.over();
    Operation other = new Operation(TransactionOptions.of("other"), Instant.EPOCH);
    Attempt<String> served = new Attempt<>(other, 1, () -> "");
    served.connected(new ServerSession(PROCESS, ""), () -> {});
    active.served(served);
    assertThat(active.operationOf(PROCESS)).isEqualTo("other");
  }
}
