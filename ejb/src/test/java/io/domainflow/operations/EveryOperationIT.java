package io.domainflow.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.database.Database;
import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.pipeline.PassThroughCampaigns;
import io.domainflow.pipeline.PassThroughDefinition;
import io.domainflow.testing.Eventually;
import io.domainflow.testing.proxy.Exchange;
import io.domainflow.testing.proxy.FaultPlan;
import io.domainflow.testing.proxy.FaultPlan.Kind;
import io.domainflow.testing.proxy.ProxyControl;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each operation of DomainFlow, with a fault at each of its statements and at its COMMIT:
 * afterwards all of its rows are there and success was reported, or none and a failure was.
 */
@ExtendWith(ArquillianExtension.class)
class EveryOperationIT {

  /** Not retried: division by zero, for any refusal that would come again. */
  private static final String REFUSAL = "22012";

  private static final String PREAMBLE = "set_config('application_name'";

  private static final String CANCELLATION = "57014";
  private static final String CONFLICT = "40001";

  private final ProxyControl proxy = ProxyControl.ofThisServer();

  @Inject BeanManager beans;
  @Inject Scenarios scenarios;
  @Inject Shape shape;
  @Inject Database database;

  /** Without monitoring: its statements, which go through the same proxy, could be struck too. */
  @Deployment
  static WebArchive archive() {
    return InContainerArchive.quiet(EveryOperationIT.class)
        .addPackage(Eventually.class.getPackage())
        .addPackage(ProxyControl.class.getPackage())
        .addClasses(PassThroughCampaigns.class, PassThroughDefinition.class);
  }

  @BeforeEach
  void install() {
    PassThroughCampaigns.install(database);
  }

  @AfterEach
  void disarm() {
    proxy.disarm();
    proxy.drop();
    PassThroughCampaigns.uninstall(database);
  }

  /** What an operation does when nothing goes wrong. */
  private record Reference(
      String scenario, List<String> before, List<String> after, int statements) {}

  private Reference reference(String name, Supplier<Runnable> scenario) {
    shape.empty();
    Runnable call = scenario.get();
    List<String> before = shape.now();
    proxy.record();
    call.run();
    List<Exchange> trips = trips();
    int statements =
        (int)
            trips.stream()
                .flatMap(trip -> trip.statements().stream())
                .filter(sql -> sql.matches(FaultPlan.WORK))
                .count();
    assertThat(trips.get(trips.size() - 1).statements()).as("%s commits", name).endsWith("COMMIT");
    return new Reference(name, before, shape.now(), statements);
  }

  /**
   * The round trips of the operation: other work goes on beside it, later on its connection too.
   */
  private List<Exchange> trips() {
    List<Exchange> trips = new ArrayList<>();
    int backend = 0;
    for (Exchange trip : proxy.recorded()) {
      if (trip.statements().stream().anyMatch(sql -> sql.contains(PREAMBLE))) {
        backend = trip.backendPid();
      }
      if (trip.backendPid() == backend) {
        trips.add(trip);
        if (trip.statements().contains("COMMIT")) {
          return trips;
        }
      }
    }
    return trips;
  }

  private void strike(FaultPlan plan, Supplier<Runnable> scenario, Reference reference) {
    String name = reference.scenario() + ", " + plan.kind() + " " + plan.detail() + " at ";
    String what = name + (plan.statement().equals(FaultPlan.COMMIT) ? "COMMIT" : plan.number());
    shape.empty();
    Runnable call = scenario.get();
    proxy.arm(plan);
    RuntimeException failure = run(call);
    assertThat(proxy.hasStruck()).as("%s struck", what).isTrue();
    assertThat(shape.now())
        .as("%s, reported: %s", what, failure)
        .isEqualTo(failure == null ? reference.after() : reference.before());
    if (isPassing(plan) && !plan.marker().equals("claim_batches")) {
      assertThat(failure).as("%s passes", what).isNull();
    }
    if (plan.detail().equals(REFUSAL)) {
      assertThat(failure).as("%s is refused", what).isNotNull();
    }
  }

  /** Whether the kit gets over it; the claim of batches leaves that to its caller. */
  private static boolean isPassing(FaultPlan plan) {
    return !plan.detail().equals(REFUSAL) && !plan.detail().equals(CANCELLATION);
  }

  private static @Nullable RuntimeException run(Runnable call) {
    try {
      call.run();
      return null;
    } catch (RuntimeException failure) { // Whether that was told truthfully is what is tried.
      return failure;
    }
  }

  private void strikeEverywhere(Kind kind, String sqlState) {
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<String, Supplier<Runnable>> scenario : scenarios.all().entrySet()) {
      Reference reference = reference(scenario.getKey(), scenario.getValue());
      assertThat(reference.statements()).as(scenario.getKey()).isPositive();
      String operation = Scenarios.operation(scenario.getKey());
      for (int number = 1; number <= reference.statements(); number++) {
        FaultPlan plan = new FaultPlan(kind, operation, FaultPlan.WORK, number, sqlState);
        softly
            .assertThatCode(() -> strike(plan, scenario.getValue(), reference))
            .doesNotThrowAnyException();
      }
      FaultPlan atCommit = new FaultPlan(kind, operation, FaultPlan.COMMIT, 1, sqlState);
      softly
          .assertThatCode(() -> strike(atCommit, scenario.getValue(), reference))
          .doesNotThrowAnyException();
    }
    softly.assertAll();
  }

  @Test
  void everyOperationHasItsScenario() {
    Set<String> operations = new TreeSet<>();
    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .flatMap(bean -> Arrays.stream(bean.getBeanClass().getMethods()))
        .map(EveryOperationIT::operation)
        .filter(Objects::nonNull)
        .forEach(operations::add);
    assertThat(scenarios.all().keySet().stream().map(Scenarios::operation).distinct())
        .containsExactlyInAnyOrderElementsOf(operations)
        .contains("create_campaign");
  }

  /** One that only reads has nothing that could be half done. */
  private static @Nullable String operation(Method method) {
    MonitoredTransaction annotation = method.getAnnotation(MonitoredTransaction.class);
    return annotation == null || annotation.readOnly() ? null : annotation.operation();
  }

  @Test
  void noTableIsForgotten() {
    assertThat(shape.forgotten()).isEmpty();
  }

  @Test
  void everyOperationChangesSomething() {
    scenarios
        .all()
        .forEach(
            (name, scenario) -> {
              Reference reference = reference(name, scenario);
              assertThat(reference.after()).as(name).isNotEqualTo(reference.before());
            });
  }

  /** Creating a campaign: up to its one query, and all that comes after it. */
  @Test
  void creatingACampaignTakesTwoRoundTrips() {
    Runnable create = Objects.requireNonNull(scenarios.all().get("create_campaign")).get();
    shape.empty();
    create.run();
    proxy.record();
    create.run();
    assertThat(trips()).hasSize(2);
  }

  @Test
  void cutBeforeAStatement() {
    strikeEverywhere(Kind.CUT_BEFORE, "");
  }

  @Test
  void cutAfterAStatement() {
    strikeEverywhere(Kind.CUT_AFTER, "");
  }

  @Test
  void terminatedBeforeAStatement() {
    strikeEverywhere(Kind.TERMINATE, "");
  }

  @Test
  void refusedStatement() {
    strikeEverywhere(Kind.ERROR, REFUSAL);
  }

  @Test
  void cancelledStatement() {
    strikeEverywhere(Kind.ERROR, CANCELLATION);
  }

  @Test
  void conflictAtAStatement() {
    strikeEverywhere(Kind.ERROR, CONFLICT);
  }

  /** What goes with it in one round trip was carried out before it. */
  @Test
  void refusedStatementBehindOthersOfItsRoundTrip() {
    strikeEverywhere(Kind.ERROR_INSIDE, REFUSAL);
  }

  @Test
  void cutBetweenTheStatementsOfARoundTrip() {
    strikeEverywhere(Kind.CUT_INSIDE, "");
  }
}
