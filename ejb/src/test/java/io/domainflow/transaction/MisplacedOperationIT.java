package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.transaction.OperationRuns.Kind;
import io.domainflow.transaction.OperationRuns.Run;
import io.domainflow.transaction.OperationRuns.Way;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.failure.MisplacedOperationException;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operation that could keep its promise nowhere is refused before anything of it is run. */
@ExtendWith(ArquillianExtension.class)
class MisplacedOperationIT {

  @Inject OperationRuns runs;
  @Inject Transactions transactions;
  @Inject MonitoredWork monitored;
  @Inject PoolCheck pool;
  @Inject Ledger ledger;
  @Inject Database database;
  @Resource UserTransaction userTransaction;

  private final AtomicInteger ran = new AtomicInteger();

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(MisplacedOperationIT.class)
        .addPackage(Eventually.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  @AfterEach
  void nothingIsLeftBehind() throws SQLException {
    pool.assertWhole();
  }

  private Object write() {
    ran.incrementAndGet();
    database.update("INSERT INTO entries (id, amount) VALUES ('lost', 1)");
    return "";
  }

  private void call() {
    transactions.execute(TransactionOptions.of("inner_work"), this::write);
  }

  @Test
  void anOperationBegunInsideATransactionIsRefused() throws Exception {
    userTransaction.begin();
    try {
      assertThatThrownBy(this::call)
          .isInstanceOf(MisplacedOperationException.class)
          .hasMessageContaining("inner_work")
          .hasMessageContaining("NOT_SUPPORTED");
    } finally {
      userTransaction.rollback();
    }
    assertThat(ran).hasValue(0);
    assertThat(ledger.ids()).isEmpty();
  }

  /** Its own bean suspends the transaction of its caller: that one is not part of the operation. */
  @Test
  void anAnnotatedOperationSuspendsTheTransactionOfItsCaller() throws Exception {
    userTransaction.begin();
    try {
      monitored.ordinary(this::write);
    } finally {
      userTransaction.rollback();
    }
    assertThat(ran).hasValue(1);
    assertThat(ledger.ids()).containsExactly("lost");
  }

  @Test
  void anOperationBegunInsideAnOperationIsRefusedAndBothAreUndone() throws Exception {
    for (Way way : Way.values()) {
      Run run =
          runs.run(
              way,
              Kind.ORDINARY,
              attempt -> {
                database.update("INSERT INTO entries (id, amount) VALUES ('outer', 1)");
                call();
              });
      assertThat(run.thrown())
          .as("thrown by %s", way)
          .isInstanceOf(MisplacedOperationException.class)
          .hasMessageContaining("inner_work was begun within operation ordinary_work");
      assertThat(run.attempts()).isEqualTo(1);
      assertThat(ledger.ids()).isEmpty();
    }
    assertThat(ran).hasValue(0);
  }

  @Test
  void anAnnotatedOperationBegunInsideAnOperationIsRefused() throws Exception {
    for (Way way : Way.values()) {
      Run run = runs.run(way, Kind.BRIEF, attempt -> monitored.ordinary(this::write));
      assertThat(run.thrown())
          .as("thrown by %s", way)
          .isInstanceOf(MisplacedOperationException.class)
          .hasMessageContaining("ordinary_work was begun within operation brief_work");
      assertThat(run.attempts()).isEqualTo(1);
    }
    assertThat(ran).hasValue(0);
    assertThat(ledger.ids()).isEmpty();
  }

  /** The refusal leaves the thread as it was. */
  @Test
  void theNextOperationOnTheThreadRuns() {
    runs.run(Kind.ORDINARY.options(), attempt -> call());
    call();
    assertThat(ran).hasValue(1);
    assertThat(ledger.ids()).containsExactly("lost");
  }
}
