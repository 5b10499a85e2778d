package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.transaction.CommitCertainty.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers of pg_xact_status (PostgreSQL documentation, "System Information Functions"). */
class CommitCertaintyTest {

  @ParameterizedTest
  @CsvSource({"committed, COMMITTED", "aborted, ABORTED"})
  void decidedTransactionsHaveTheirFate(String status, Fate fate) {
    assertThat(CommitCertainty.fateOf(status)).contains(fate);
  }

  @Test
  void aTransactionInProgressHasNoFateYet() {
    assertThat(CommitCertainty.fateOf("in progress")).isEmpty();
  }

  /** PostgreSQL has forgotten it: nobody may guess. */
  @Test
  void aTransactionOfTheDistantPastStaysUnknown() {
    assertThat(CommitCertainty.fateOf(null)).contains(Fate.UNKNOWN);
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
  void anIdThatWasFreeAfterACrashIsSomebodyElses(long id, String firstFree, Fate fate) {
    assertThat(CommitCertainty.fateOf(id, firstFree)).isEqualTo(fate);
  }
}
