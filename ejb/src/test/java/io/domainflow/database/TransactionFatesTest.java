package io.domainflow.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers of pg_xact_status (PostgreSQL documentation, "System Information Functions"). */
class TransactionFatesTest {

  @ParameterizedTest
  @CsvSource({"committed, COMMITTED", "aborted, ABORTED"})
  void decidedTransactionsHaveTheirFate(String status, TransactionFate fate) {
    assertThat(TransactionFates.of(status)).isEqualTo(fate);
  }

  @Test
  void aTransactionInProgressHasNoFateYet() {
    assertThat(TransactionFates.of("in progress")).isEqualTo(TransactionFate.IN_PROGRESS);
  }

  /** PostgreSQL has forgotten it: nobody may guess. */
  @Test
  void aTransactionOfTheDistantPastStaysUnknown() {
    assertThat(TransactionFates.of(null)).isEqualTo(TransactionFate.UNKNOWN);
  }

  /** Ids beyond 2^32 are written with their epoch (pg_control_checkpoint). */
  @ParameterizedTest
  @CsvSource({
    "755, 0:756, COMMITTED",
    "756, 0:756, ABORTED",
    "757, 0:756, ABORTED",
    "4294967301, 1:6, COMMITTED",
    "4294967302, 1:6, ABORTED",
    "4294967200, 1:6, COMMITTED",
    "756, , UNKNOWN"
  })
  void anIdThatWasFreeAfterACrashIsSomebodyElses(long id, String firstFree, TransactionFate fate) {
    assertThat(TransactionFates.afterCrash(id, firstFree)).isEqualTo(fate);
  }
}
