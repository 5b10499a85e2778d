package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.transaction.CommitCertainty.Fate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers of pg_xact_status (PostgreSQL documentation, "System Information Functions"). */
class CommitCertaintyTest {

  @ParameterizedTest
  @CsvSource({"committed, COMMITTED", "aborted, ABORTED"})
  void decidedTransactionsHaveTheirFate(String status, Fate fate) {
    assertThat(CommitCertainty.fateOf(Optional.of(status))).contains(fate);
  }

  @Test
  void aTransactionInProgressHasNoFateYet() {
    assertThat(CommitCertainty.fateOf(Optional.of("in progress"))).isEmpty();
  }

  /** PostgreSQL has forgotten it: nobody may guess. */
  @Test
  void aTransactionOfTheDistantPastStaysUnknown() {
    assertThat(CommitCertainty.fateOf(Optional.empty())).contains(Fate.UNKNOWN);
  }
}
