package io.domainflow.web;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Date;

@AnalyzeClasses(packages = "io.domainflow", importOptions = DoNotIncludeTests.class)
class WebArchitectureTest {

  private static final String WEB = "io.domainflow.web..";

  private static final DescribedPredicate<JavaField> INJECTED =
      DescribedPredicate.describe(
          "injected",
          field ->
              field.isAnnotatedWith(Inject.class)
                  || field.isAnnotatedWith(Context.class)
                  || field.isAnnotatedWith(Resource.class));

  private static final DescribedPredicate<JavaClass> BEAN =
      DescribedPredicate.describe(
          "beans",
          type ->
              type.isAnnotatedWith(RequestScoped.class)
                  || type.isAnnotatedWith(ApplicationScoped.class)
                  || type.isAnnotatedWith(Dependent.class)
                  || type.isAnnotatedWith(Provider.class));

  @ArchTest
  static final ArchRule SEES_NO_ENTITY =
      noClasses()
          .that()
          .resideInAPackage(WEB)
          .should()
          .dependOnClassesThat()
          .areAnnotatedWith(Entity.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(EntityManager.class);

  @ArchTest
  static final ArchRule IS_NOT_SEEN_BY_FEATURES =
      noClasses()
          .that(not(resideInAnyPackage(WEB)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(WEB);

  @ArchTest
  static final ArchRule HAS_NO_CYCLES =
      slices().matching("io.domainflow.web.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule JSON_KNOWS_NO_FEATURE =
      noClasses()
          .that()
          .resideInAPackage("io.domainflow.web.json")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.domainflow..")
                  .and(not(resideInAnyPackage("io.domainflow", "io.domainflow.web.json"))));

  @ArchTest
  static final ArchRule RESOURCES_OF_A_FEATURE_KNOW_NO_OTHERS =
      noClasses()
          .that()
          .resideInAPackage("io.domainflow.web.campaign")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.domainflow.web.generation", "io.domainflow.generation..");

  @ArchTest
  static final ArchRule SHARED_WEB_KNOWS_NO_RESOURCES =
      noClasses()
          .that()
          .resideInAPackage("io.domainflow.web")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.domainflow.web.campaign",
              "io.domainflow.web.generation",
              "io.domainflow.web.health");

  @ArchTest
  static final ArchRule HAS_NO_OLD_DATES =
      noClasses()
          .that()
          .resideInAPackage("io.domainflow.web..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Date.class);

  @ArchTest
  static final ArchRule INJECTS_FIELDS_INTO_BEANS_ONLY =
      fields()
          .that(INJECTED)
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage(WEB)
          .should()
          .beDeclaredInClassesThat(BEAN);

  @ArchTest
  static final ArchRule NAMES_RESOURCES_AS_SUCH =
      classes()
          .that()
          .areAnnotatedWith(jakarta.ws.rs.Path.class)
          .should()
          .haveSimpleNameEndingWith("Resource")
          .andShould()
          .beAnnotatedWith(RequestScoped.class);
}
