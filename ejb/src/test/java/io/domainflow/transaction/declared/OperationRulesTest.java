package io.domainflow.transaction.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.transaction.AboutCampaign;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which declarations of operations are refused, and in which words. */
class OperationRulesTest {

  /** As it should be, in each way. */
  @Stateless
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  static class Good {

    @MonitoredTransaction(operation = "not_supported")
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void notSupported(@Concerns CampaignId campaign) {}

    @MonitoredTransaction(operation = "never", maxRetries = 0, retryDelayMillis = 0)
    @TransactionAttribute(TransactionAttributeType.NEVER)
    public void never(@Concerns Part part) {}

    public void noOperation() {}
  }

  record Part(CampaignId campaign) implements AboutCampaign {}

  @ApplicationScoped
  static class PlainBean {

    @MonitoredTransaction(operation = "plain")
    public void plain() {}

    @MonitoredTransaction(operation = "plain_not_supported")
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public void notSupported() {}
  }

  @Stateless
  @TransactionManagement(TransactionManagementType.BEAN)
  static class BeanManaged {

    @MonitoredTransaction(operation = "bean_managed")
    public void run() {}
  }

  @Stateless
  static class InTransactions {

    @MonitoredTransaction(operation = "silent_default")
    public void silentDefault() {}

    @MonitoredTransaction(operation = "required")
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void required() {}

    @MonitoredTransaction(operation = "mandatory")
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void mandatory() {}

    @MonitoredTransaction(operation = "supports")
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public void supports() {}

    @MonitoredTransaction(operation = "requires_new")
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void requiresNew() {}
  }

  @ApplicationScoped
  @Transactional
  static class TransactionalBean {

    @MonitoredTransaction(operation = "transactional")
    public void run() {}
  }

  @ApplicationScoped
  static class OutOfRange {

    @MonitoredTransaction
    public void nameless() {}

    @MonitoredTransaction(operation = "Not Snake")
    public void badName() {}

    @MonitoredTransaction(operation = "no_time", timeoutMillis = 0)
    public void noTime() {}

    @MonitoredTransaction(operation = "long_time", timeoutMillis = 3_600_001)
    public void longTime() {}

    @MonitoredTransaction(operation = "retries", maxRetries = 101)
    public void retries() {}

    @MonitoredTransaction(operation = "delay", retryDelayMillis = -1)
    public void delay() {}
  }

  @ApplicationScoped
  @MonitoredTransaction
  static class OnTheType {}

  @ApplicationScoped
  static class Misdeclared {

    @MonitoredTransaction(operation = "hidden")
    void hidden() {}

    @MonitoredTransaction(operation = "shared")
    public static void shared() {}

    @MonitoredTransaction(operation = "text")
    public void text(@Concerns String campaign) {}
  }

  @Stateless
  static class AllWrong {

    @MonitoredTransaction(operation = "All Wrong", maxRetries = 1)
    void allWrong(@Concerns String campaign) {}
  }

  @Test
  void operationsWithoutATransactionAreAccepted() {
    assertThat(OperationRules.faultsOf(Good.class)).isEmpty();
    assertThat(OperationRules.faultsOf(PlainBean.class)).isEmpty();
    assertThat(OperationRules.faultsOf(BeanManaged.class)).isEmpty();
  }

  @Test
  void eachOperationThatWouldBeRetriedInsideATransactionIsNamed() {
    assertThat(OperationRules.faultsOf(InTransactions.class))
        .hasSize(5)
        .allMatch(fault -> fault.contains("must be NOT_SUPPORTED"))
        .anyMatch(
            fault -> fault.contains("InTransactions.silentDefault") && says(fault, "REQUIRED"))
        .anyMatch(fault -> fault.contains("InTransactions.required") && says(fault, "REQUIRED"))
        .anyMatch(fault -> fault.contains("InTransactions.mandatory") && says(fault, "MANDATORY"))
        .anyMatch(fault -> fault.contains("InTransactions.supports") && says(fault, "SUPPORTS"))
        .anyMatch(
            fault -> fault.contains("InTransactions.requiresNew") && says(fault, "REQUIRES_NEW"));
    assertThat(OperationRules.faultsOf(TransactionalBean.class))
        .singleElement()
        .asString()
        .contains("TransactionalBean.run", "@Transactional REQUIRED");
  }

  private static boolean says(String fault, String attribute) {
    return fault.contains("(@TransactionAttribute " + attribute + ")");
  }

  @Test
  void eachOptionOutOfRangeIsNamed() {
    assertThat(OperationRules.faultsOf(OutOfRange.class))
        .hasSize(6)
        .anyMatch(fault -> fault.contains("nameless: operation must be lower_snake_case"))
        .anyMatch(fault -> fault.contains("badName: operation must be") && fault.contains("Snake"))
        .anyMatch(fault -> fault.contains("noTime: timeout must be 1 ms to 1 hour"))
        .anyMatch(fault -> fault.contains("longTime: timeout must be 1 ms to 1 hour"))
        .anyMatch(fault -> fault.contains("retries: maxRetries must be 0 to 100, not 101"))
        .anyMatch(fault -> fault.contains("delay: retryDelay must be 0 to 1 minute"));
  }

  @Test
  void anOperationIsAMethodAndNotAType() {
    assertThat(OperationRules.faultsOf(OnTheType.class))
        .singleElement()
        .asString()
        .contains("OnTheType", "belongs on methods");
  }

  @Test
  void whatCannotBeInterceptedIsNamed() {
    assertThat(OperationRules.faultsOf(Misdeclared.class))
        .hasSize(3)
        .anyMatch(fault -> fault.contains("hidden: only a public method of an instance"))
        .anyMatch(fault -> fault.contains("shared: only a public method of an instance"))
        .anyMatch(fault -> fault.contains("text: the argument marked with @Concerns"));
  }

  @Test
  void allFaultsOfOneMethodAreToldTogether() {
    assertThat(OperationRules.faultsOf(AllWrong.class)).hasSize(4);
    assertThat(new InvalidOperationsException(OperationRules.faultsOf(AllWrong.class)))
        .hasMessageContaining("lower_snake_case")
        .hasMessageContaining("NOT_SUPPORTED")
        .hasMessageContaining("public method")
        .hasMessageContaining("@Concerns");
  }

  @ApplicationScoped
  static class Namesake {

    @MonitoredTransaction(operation = "plain")
    public void other() {}
  }

  @Test
  void aNameBelongsToOneMethod() {
    Map<String, String> methods = new HashMap<>();
    assertThat(OperationRules.namesTakenBy(PlainBean.class, methods)).isEmpty();
    assertThat(OperationRules.namesTakenBy(PlainBean.class, methods)).isEmpty();
    assertThat(OperationRules.namesTakenBy(Namesake.class, methods))
        .singleElement()
        .asString()
        .contains("Namesake.other", "operation plain", "PlainBean.plain");
  }
}
