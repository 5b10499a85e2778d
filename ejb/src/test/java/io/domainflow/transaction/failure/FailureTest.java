package io.domainflow.transaction.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.ConflictException;
import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import jakarta.resource.spi.ResourceAllocationException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure is, by SQLSTATE (PostgreSQL documentation, appendix A) and by type. */
class FailureTest {

  @ParameterizedTest
  @CsvSource({
    "40001, SERIALIZATION_CONFLICT, true",
    "40P01, DEADLOCK, true",
    "55P03, LOCK_NOT_AVAILABLE, true",
    "08000, CONNECTION_LOST, true",
    "08006, CONNECTION_LOST, true",
    "57P01, CONNECTION_LOST, true",
    "57P02, CONNECTION_LOST, true",
    "57P03, CONNECTION_LOST, true",
    "25P03, CONNECTION_LOST, true",
    "25P04, DEADLINE, false",
    "53300, NO_CONNECTION, true",
    "57014, DEADLINE, false",
    "53100, SHORTAGE, false",
    "58030, SHORTAGE, false",
    "23505, STATEMENT_REFUSED, false",
    "22001, STATEMENT_REFUSED, false",
    "42P01, STATEMENT_REFUSED, false",
    "25P02, STATEMENT_REFUSED, false",
    "P0001, STATEMENT_REFUSED, false"
  })
  void theSqlStateDecidesWhereverItIsOnTheChain(String state, FailureKind kind, boolean retried) {
    SQLException sql = new SQLException("deadlock timeout, connection lost, 40001", state);
    Throwable[] chains = {
      sql, new EJBException("x", new PersistenceException(sql)), new SQLException(sql)
    };
    for (Throwable chain : chains) {
      Failure failure = Failure.of(chain);
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.sqlState()).isEqualTo(state);
      assertThat(failure.kind().isRetryable()).isEqualTo(retried);
    }
  }

  @Test
  void aFailureThatCannotSayWhatItIsIsKnownByItsType() {
    RuntimeException unspeakable =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("on purpose");
          }
        };
    assertThat(Failure.of(unspeakable).message()).contains("FailureTest");
  }

  /** A transaction that had failed says only that; the failure before it says why. */
  @Test
  void theFirstFailureOfATransactionExplainsTheLater() {
    SQLException conflict = new SQLException("conflict", "40001");
    assertThat(Failure.of(new SQLException("aborted", "25P02", conflict)).kind())
        .isEqualTo(FailureKind.SERIALIZATION_CONFLICT);
  }

  @Test
  void aPoolWithoutAConnectionIsKnownByItsType() {
    Throwable pool =
        new SQLException("Error in allocating", new ResourceAllocationException("none left"));
    assertThat(Failure.of(pool).kind()).isEqualTo(FailureKind.NO_CONNECTION);
  }

  @Test
  void anSqlExceptionWithoutAStateOrAPoolIsUnexpected() {
    assertThat(Failure.of(new SQLException("boom")).kind()).isEqualTo(FailureKind.UNEXPECTED);
    assertThat(Failure.of(new StackOverflowError()).kind()).isEqualTo(FailureKind.UNEXPECTED);
  }

  static final class NameTaken extends ConflictException {
    private static final long serialVersionUID = 1L;

    NameTaken(Throwable cause) {
      super("name-taken", "taken", cause);
    }
  }

  @Test
  void aRefusalThatAFeatureHasGivenAMeaningIsTheDomains() {
    Failure failure = Failure.of(new NameTaken(new SQLException("unique", "23505")));
    assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED_BY_DOMAIN);
    assertThat(failure.sqlState()).isEqualTo("23505");
  }

  /** The transaction is lost all the same, and another attempt may find the name free. */
  @Test
  void aConflictIsRetriedEvenIfAFeatureHasWrappedIt() {
    assertThat(Failure.of(new NameTaken(new SQLException("conflict", "40001"))).kind())
        .isEqualTo(FailureKind.SERIALIZATION_CONFLICT);
  }

  @Test
  void aChainOfCausesWithACycleEnds() {
    RuntimeException one = new IllegalStateException("one");
    RuntimeException other = new IllegalStateException("other", one);
    one.initCause(other);
    assertThat(Failure.of(one).kind()).isEqualTo(FailureKind.UNEXPECTED);
  }
}
