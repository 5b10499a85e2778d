package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.proxy.Exchange;
import io.domainflow.testing.proxy.ProxyControl;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the kit costs in round trips where its {@code Database} is not used: one. */
@ExtendWith(ArquillianExtension.class)
class RoundTripIT {

  private final ProxyControl proxy = ProxyControl.ofThisServer();

  @Inject Transactions transactions;
  @Inject Ledger ledger;
  @Inject FailingWork work;

  /** Quiet: round trips are counted. */
  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(RoundTripIT.class)
        .addPackage(Eventually.class.getPackage())
        .addPackage(ProxyControl.class.getPackage());
  }

  @BeforeEach
  void reset() {
    ledger.reset();
  }

  private List<Exchange> trips(Callable<?> work) {
    proxy.record();
    transactions.execute(TransactionOptions.of("count_trips"), work);
    List<Exchange> trips = proxy.recorded();
    int backend =
        trips.stream()
            .filter(trip -> trip.statements().contains("COMMIT"))
            .findFirst()
            .orElseThrow()
            .backendPid();
    return trips.stream()
        .filter(trip -> trip.backendPid() == backend)
        .filter(trip -> !trip.statements().contains("")) // Validation.
        .toList();
  }

  /** Preamble, INSERT, COMMIT: two without the kit. */
  @Test
  void anOperationOverPlainJdbcCostsOneTripMore() {
    assertThat(
            trips(
                () -> {
                  work.writeOverJdbc("one");
                  return "";
                }))
        .hasSize(3);
    assertThat(ledger.ids()).containsExactly("one");
  }

  @Test
  void anOperationOverJpaCostsOneTripMore() {
    assertThat(
            trips(
                () -> {
                  work.writeOverJpa("one");
                  return "";
                }))
        .hasSize(3);
    assertThat(ledger.ids()).containsExactly("one");
  }
}
