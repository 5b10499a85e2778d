package io.domainflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.domainflow.transaction.MonitoredTransaction;
import io.domainflow.transaction.TransactionOptions;
import io.domainflow.transaction.attempt.Transactions;
import io.domainflow.transaction.declared.MonitoredTransactionInterceptor;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceContext;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The shape of the module, as docs and the package comments draw it. */
@AnalyzeClasses(packages = "io.domainflow", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> SESSION_BEAN =
      DescribedPredicate.describe(
          "session beans with container-managed transactions",
          type ->
              (type.isAnnotatedWith(Stateless.class) || type.isAnnotatedWith(Singleton.class))
                  && type.getAnnotations().stream().noneMatch(ArchitectureTest::isBeanManaged));

  private static final Set<TransactionAttributeType> WITHOUT_TRANSACTION =
      EnumSet.of(TransactionAttributeType.NOT_SUPPORTED, TransactionAttributeType.NEVER);

  /** Whoever the container makes carries at least one annotation of its specifications. */
  private static final DescribedPredicate<JavaClass> MADE_BY_THE_CONTAINER =
      DescribedPredicate.describe(
          "made by the container",
          type -> type.getAnnotations().stream().anyMatch(ArchitectureTest::isBeanDefining));

  /** Annotations that make a class a bean, by where they come from. */
  private static boolean isBeanDefining(JavaAnnotation<?> annotation) {
    String name = annotation.getRawType().getName();
    return (name.startsWith("jakarta.ejb.") && !name.equals("jakarta.ejb.ApplicationException"))
        || name.startsWith("jakarta.enterprise.")
        || name.equals("jakarta.interceptor.Interceptor")
        || name.startsWith("jakarta.ws.rs.")
        || name.startsWith("jakarta.servlet.annotation.")
        || name.startsWith("org.eclipse.microprofile.health.");
  }

  @ArchTest
  static final ArchRule FEATURES_USE_EACH_OTHER_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("types")
          .definedBy(
              "io.domainflow.generation..",
              "io.domainflow.dnsvalidation..",
              "io.domainflow.httpvalidation..")
          .layer("campaign")
          .definedBy("io.domainflow.campaign..")
          .layer("execution")
          .definedBy("io.domainflow.execution..")
          .layer("idempotency")
          .definedBy("io.domainflow.idempotency..")
          .layer("metrics")
          .definedBy("io.domainflow.metrics..")
          .layer("transaction")
          .definedBy("io.domainflow.transaction..")
          .layer("identity")
          .definedBy("io.domainflow.identity..")
          .layer("audit")
          .definedBy("io.domainflow.audit..")
          .layer("shared")
          .definedBy(
              "io.domainflow",
              "io.domainflow.config..",
              "io.domainflow.database..",
              "io.domainflow.upkeep..")
          .whereLayer("types")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("metrics")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("campaign")
          .mayOnlyBeAccessedByLayers("types")
          .whereLayer("execution")
          .mayOnlyBeAccessedByLayers("types", "campaign")
          .whereLayer("idempotency")
          .mayOnlyBeAccessedByLayers("campaign")
          .whereLayer("transaction")
          .mayOnlyBeAccessedByLayers(
              "types", "campaign", "execution", "idempotency", "metrics", "identity", "audit")
          .whereLayer("identity")
          .mayOnlyBeAccessedByLayers("campaign", "audit")
          .whereLayer("audit")
          .mayOnlyBeAccessedByLayers("campaign", "identity")
          .whereLayer("shared")
          .mayOnlyBeAccessedByLayers(
              "types",
              "campaign",
              "execution",
              "idempotency",
              "metrics",
              "transaction",
              "identity",
              "audit");

  @ArchTest
  static final ArchRule CAMPAIGN_TYPES_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.domainflow.(generation|dnsvalidation|httpvalidation)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.domainflow.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule FAILURES_HAVE_ONE_OF_THE_FOUR_KINDS =
      classes()
          .that()
          .areAssignableTo(Throwable.class)
          .and()
          .doNotBelongToAnyOf(DomainflowException.class)
          .and()
          .resideOutsideOfPackage("io.domainflow.migrations..")
          .should()
          .beAssignableTo(RejectedException.class)
          .orShould()
          .beAssignableTo(ConflictException.class)
          .orShould()
          .beAssignableTo(TransientException.class)
          .orShould()
          .beAssignableTo(DefectException.class);

  @ArchTest
  static final ArchRule SESSION_BEANS_STATE_THEIR_TRANSACTION_ATTRIBUTE =
      classes().that(SESSION_BEAN).should(stateTransactionAttributes()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule PLAIN_CLASSES_KNOW_NO_EJB =
      noClasses()
          .that(DescribedPredicate.not(MADE_BY_THE_CONTAINER))
          .and()
          .areNotAssignableTo(DomainflowException.class)
          .and()
          .doNotHaveSimpleName("OperationRules") // It reads the annotations of EJBs, to check them.
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.ejb..");

  @ArchTest
  static final ArchRule ONLY_THE_CONTAINERS_CLASSES_ARE_INJECTED_INTO =
      fields()
          .that()
          .areAnnotatedWith(Inject.class)
          .or()
          .areAnnotatedWith(Resource.class)
          .or()
          .areAnnotatedWith(EJB.class)
          .or()
          .areAnnotatedWith(PersistenceContext.class)
          .should()
          .beDeclaredInClassesThat(MADE_BY_THE_CONTAINER)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule INJECTED_FIELDS_ARE_PACKAGE_PRIVATE =
      fields()
          .that()
          .areAnnotatedWith(Inject.class)
          .or()
          .areAnnotatedWith(Resource.class)
          .or()
          .areAnnotatedWith(PersistenceContext.class)
          .should()
          .bePackagePrivate()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule MOMENTS_ARE_INSTANTS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.(Date|Calendar)|java\\.sql\\.(Date|Time)|java\\.time\\.LocalDateTime");

  @ArchTest
  static final ArchRule THE_CLOCK_IS_INJECTED =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule NO_HTTP_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..");

  /**
   * Who takes connections from the pool may forget to give them back; {@code database} does not.
   */
  @ArchTest
  static final ArchRule THE_POOL_IS_TOUCHED_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.domainflow.database", "io.domainflow.migrations", "io.domainflow.testing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("javax.sql..");

  @ArchTest
  static final ArchRule PACKAGES_SAY_WHAT_NULL_MEANS = classes().should(liveInNullMarkedPackages());

  /** Retried inside a transaction, an operation would find it aborted. */
  @ArchTest
  static final ArchRule OPERATIONS_BELONG_TO_SESSION_BEANS_WITHOUT_A_TRANSACTION =
      methods()
          .that()
          .areAnnotatedWith(MonitoredTransaction.class)
          .should(haveNoTransaction(Stateless.class, Singleton.class));

  @ArchTest
  static final ArchRule OPERATIONS_ARE_CALLED_WITHOUT_A_TRANSACTION =
      methods().that(callTransactions()).should(haveNoTransaction()).allowEmptyShould(true);

  /** {@code EveryOperationIT} finds operations by their annotation, and breaks each. */
  @ArchTest
  static final ArchRule EVERY_OPERATION_IS_ANNOTATED =
      noClasses()
          .that()
          .doNotBelongToAnyOf(MonitoredTransactionInterceptor.class)
          .should()
          .callMethod(Transactions.class, "execute", TransactionOptions.class, Callable.class);

  /** Elsewhere they could be called without the transaction of their operation. */
  @ArchTest
  static final ArchRule STEPS_ARE_METHODS_OF_MANDATORY_BEANS =
      classes().that(haveOperations()).should(callMandatoryBeansAlone());

  private static boolean isBeanManaged(JavaAnnotation<?> annotation) {
    return annotation.getRawType().isEquivalentTo(TransactionManagement.class)
        && annotation
            .get("value")
            .filter(value -> value.toString().contains(TransactionManagementType.BEAN.name()))
            .isPresent();
  }

  private static ArchCondition<JavaClass> stateTransactionAttributes() {
    return new ArchCondition<>("state @TransactionAttribute on each public method") {
      @Override
      public void check(JavaClass bean, ConditionEvents events) {
        boolean classStates = bean.isAnnotatedWith(TransactionAttribute.class);
        bean.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
            .filter(method -> !classStates && !method.isAnnotatedWith(TransactionAttribute.class))
            .map(JavaMember::getFullName)
            .forEach(name -> events.add(SimpleConditionEvent.violated(bean, name + " has none")));
      }
    };
  }

  private static ArchCondition<JavaClass> liveInNullMarkedPackages() {
    return new ArchCondition<>("live in a package with @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getPackageName() + " has no package-info with @NullMarked"));
        }
      }
    };
  }

  private static DescribedPredicate<JavaMethod> callTransactions() {
    return DescribedPredicate.describe(
        "call Transactions.execute",
        method ->
            method.getMethodCallsFromSelf().stream()
                .anyMatch(
                    call ->
                        call.getTargetOwner().isEquivalentTo(Transactions.class)
                            && call.getName().equals("execute")));
  }

  /** Holds for plain classes unless the class has to have one of {@code beans}. */
  @SafeVarargs
  private static ArchCondition<JavaMethod> haveNoTransaction(Class<? extends Annotation>... beans) {
    return new ArchCondition<>("have the transaction attribute NOT_SUPPORTED or NEVER") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        JavaClass owner = method.getOwner();
        boolean isSessionBean = SESSION_BEAN.test(owner);
        boolean isPlaced =
            beans.length == 0 || Arrays.stream(beans).anyMatch(owner::isAnnotatedWith);
        if (!isPlaced || (isSessionBean && !WITHOUT_TRANSACTION.contains(attributeOf(method)))) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName() + " has one"));
        }
      }
    };
  }

  private static DescribedPredicate<JavaClass> haveOperations() {
    return DescribedPredicate.describe(
        "have operations",
        type ->
            type.getMethods().stream()
                .anyMatch(method -> method.isAnnotatedWith(MonitoredTransaction.class)));
  }

  private static ArchCondition<JavaClass> callMandatoryBeansAlone() {
    return new ArchCondition<>("call session beans only where these are MANDATORY") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getMethodCallsFromSelf().stream()
            .filter(call -> SESSION_BEAN.test(call.getTargetOwner()))
            .filter(call -> !call.getTargetOwner().equals(type))
            .filter(call -> !isMandatory(call))
            .forEach(
                call -> events.add(SimpleConditionEvent.violated(type, call.getDescription())));
      }
    };
  }

  private static boolean isMandatory(JavaMethodCall call) {
    return call.getTarget()
        .resolveMember()
        .filter(method -> attributeOf(method) == TransactionAttributeType.MANDATORY)
        .isPresent();
  }

  private static TransactionAttributeType attributeOf(JavaMethod method) {
    return Stream.of(
            method.tryGetAnnotationOfType(TransactionAttribute.class),
            method.getOwner().tryGetAnnotationOfType(TransactionAttribute.class))
        .flatMap(Optional::stream)
        .findFirst()
        .map(TransactionAttribute::value)
        .orElse(TransactionAttributeType.REQUIRED);
  }
}
