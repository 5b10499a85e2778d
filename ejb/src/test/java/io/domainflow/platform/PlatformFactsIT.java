package io.domainflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.incontainer.InContainerArchive;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the transactions of DomainFlow lean on: a Payara that behaves otherwise fails here. */
@ExtendWith(ArquillianExtension.class)
class PlatformFactsIT {

  @Inject Notes notes;

  @Deployment
  static WebArchive archive() {
    return InContainerArchive.of(PlatformFactsIT.class);
  }

  @BeforeEach
  void reset() {
    notes.reset();
  }

  @Test
  void connectionsOfTheDataSourceCommitWithTheMethod() {
    notes.add("kept");
    assertThat(notes.count()).isEqualTo(1);
  }

  @Test
  void connectionsOfOneTransactionAreOne() {
    assertThat(notes.twoConnectionsAreOne()).isTrue();
  }

  /** So a bean that catches a SQLException has to throw, or to have set a savepoint. */
  @Test
  void aSwallowedSqlExceptionRollsBackInSilence() {
    boolean rollbackOnly = notes.addAndSwallowFailure("lost");
    assertThat(rollbackOnly).isFalse();
    assertThat(notes.count()).isZero();
  }

  /** It is an application exception; PostgreSQL rolls back, the container thinks it committed. */
  @Test
  void aCheckedSqlExceptionPassesUnwrapped() {
    assertThatThrownBy(() -> notes.addAndThrowChecked("lost")).isInstanceOf(SQLException.class);
    assertThat(notes.count()).isZero();
  }

  @Test
  void copyThroughTheUnwrappedConnectionCommitsWithTheMethod() {
    assertThat(notes.copy("one\ntwo\nthree\n")).isEqualTo(3);
    assertThat(notes.count()).isEqualTo(3);
  }

  @Test
  void copyThroughTheUnwrappedConnectionRollsBackWithTheMethod() {
    assertThatThrownBy(() -> notes.copyAndThrow("one\ntwo\n")).isInstanceOf(EJBException.class);
    assertThat(notes.count()).isZero();
  }
}
