package io.domainflow.execution.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.transaction.failure.FailedOperation;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.TransactionFailure;
import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {

  private static TransactionFailure.TimedOut timedOut(FailureKind kind) {
    return new TransactionFailure.TimedOut(
        new FailedOperation("record_batches", null, 1, kind, "", "", "", "no luck"), null);
  }

  /** SQLSTATEs: PostgreSQL documentation, appendix A. */
  @ParameterizedTest
  @CsvSource({
    "08006, PASSING",
    "57P01, PASSING",
    "53300, PASSING",
    "53100, PASSING",
    "58030, PASSING",
    "55P03, PASSING",
    "40P01, PASSING",
    "40001, PASSING",
    "57014, LATENESS",
    "23505, OWN",
    "22001, OWN"
  })
  void isToldBySqlStateHoweverDeep(String sqlState, Fault fault) {
    SQLException sql = new SQLException("no luck", sqlState);
    assertThat(Fault.of(new EJBException(new PersistenceException(sql)))).isEqualTo(fault);
  }

  @Nested
  class OfAnOperation {

    /** Its class says only that there was no time for another attempt. */
    @ParameterizedTest
    @EnumSource(
        value = FailureKind.class,
        names = {
          "NO_CONNECTION",
          "CONNECTION_LOST",
          "SHORTAGE",
          "DEADLOCK",
          "SERIALIZATION_CONFLICT",
          "LOCK_NOT_AVAILABLE",
          "COMMIT_IN_DOUBT"
        })
    void isNobodysIfItPassesThoughTheOperationRanOutOfTime(FailureKind kind) {
      assertThat(Fault.of(timedOut(kind))).isEqualTo(Fault.PASSING);
      assertThat(Fault.of(new EJBException(timedOut(kind)))).isEqualTo(Fault.PASSING);
    }

    @Test
    void isLatenessIfItsDeadlineHasPassed() {
      assertThat(Fault.of(timedOut(FailureKind.DEADLINE))).isEqualTo(Fault.LATENESS);
    }
  }

  @Test
  void isTheBatchsOwnIfTheDatabaseHasNoPartInIt() {
    assertThat(Fault.of(new IllegalStateException("poison"))).isEqualTo(Fault.OWN);
    assertThat(Fault.of(new OutOfMemoryError("poison"))).isEqualTo(Fault.OWN);
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void isKnownForEveryKindOfFailure(FailureKind kind) {
    assertThat(Fault.of(timedOut(kind))).isNotNull();
  }
}
