package io.domainflow.transaction.compensation;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.database.DatabaseOutsideContainer;
import io.domainflow.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CompensationLedgerPostgresTest {

  private static TestDatabase server;

  @BeforeAll
  static void create() {
    server = TestDatabase.createMigrated();
  }

  @AfterAll
  static void drop() {
    server.close();
  }

  @Test
  @SuppressWarnings("UnnecessaryAssignment") // There is no container here.
  void whatCouldNotBeStoredBeforeTheEndIsStoredAtTheEnd() {
    Database database = DatabaseOutsideContainer.on(server.dataSource());
    CompensationLedger ledger = new CompensationLedger();
    ledger.debts = failing();
    ledger.settle("create_report", null, List.of(new Compensation("remove_file", "report.csv")));
    ledger.storeLast(work -> work.accept(database));
    assertThat(
            database.query(
                "SELECT operation || ' ' || handler || ' ' || payload AS debt"
                    + " FROM compensation_debts",
                row -> row.text("debt")))
        .containsExactly("create_report remove_file report.csv");
  }

  /** Neither the other side nor the database is there. */
  private static CompensationDebts failing() {
    return new CompensationDebts() {
      @Override
      public void carryOut(Compensation compensation) {
        throw new IllegalStateException("the remote side is away");
      }

      @Override
      public void store(Debt debt, Duration delay) {
        throw new IllegalStateException("the database is away");
      }
    };
  }
}
