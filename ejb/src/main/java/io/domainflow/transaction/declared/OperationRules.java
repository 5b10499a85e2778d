package io.domainflow.transaction.declared;

import io.domainflow.CampaignId;
import io.domainflow.transaction.AboutCampaign;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.Transactional;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must be true of a method that is an operation. */
final class OperationRules {

  private OperationRules() {}

  /** What is wrong with the operations of a class, in words; empty if nothing is. */
  static List<String> faultsOf(Class<?> type) {
    List<String> faults = new ArrayList<>();
    if (type.isAnnotationPresent(MonitoredTransaction.class)
        && !type.isAnnotationPresent(jakarta.interceptor.Interceptor.class)) {
      faults.add(type.getName() + ": @MonitoredTransaction belongs on methods, each with a name");
    }
    for (Method method : type.getDeclaredMethods()) {
      MonitoredTransaction annotation = method.getAnnotation(MonitoredTransaction.class);
      if (annotation != null && !method.isSynthetic()) {
        String name = type.getName() + "." + method.getName() + ": ";
        faultsOf(type, method, annotation).forEach(fault -> faults.add(name + fault));
      }
    }
    return faults;
  }

  /**
   * Operations of a class that have a name which another method has already: their figures would be
   * mixed, and a test that finds operations by name would miss one.
   *
   * @param methods the methods known so far by the name of their operation; those of the class are
   *     added
   */
  static List<String> namesTakenBy(Class<?> type, Map<String, String> methods) {
    List<String> faults = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) {
      MonitoredTransaction annotation = method.getAnnotation(MonitoredTransaction.class);
      if (annotation != null && !method.isSynthetic()) {
        String own = method.toGenericString();
        String other = methods.putIfAbsent(annotation.operation(), own);
        if (other != null && !other.equals(own)) {
          faults.add(own + " has the operation " + annotation.operation() + " of " + other);
        }
      }
    }
    return faults;
  }

  private static List<String> faultsOf(
      Class<?> type, Method method, MonitoredTransaction annotation) {
    List<String> faults = new ArrayList<>();
    try {
      MonitoredOperations.of(annotation);
    } catch (IllegalArgumentException outOfRange) {
      faults.add(outOfRange.getMessage());
    }
    transaction(type, method)
        .ifPresent(
            attribute ->
                faults.add(
                    "it would be retried inside a transaction ("
                        + attribute
                        + "); its attribute must be NOT_SUPPORTED, the kit begins the transaction"));
    int modifiers = method.getModifiers();
    if (!Modifier.isPublic(modifiers) || Modifier.isStatic(modifiers)) {
      faults.add("only a public method of an instance can be intercepted");
    }
    for (Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(Concerns.class)
          && parameter.getType() != CampaignId.class
          && !AboutCampaign.class.isAssignableFrom(parameter.getType())) {
        faults.add("the argument marked with @Concerns must be a CampaignId or an AboutCampaign");
      }
    }
    return faults;
  }

  /** The attribute by which the container would begin or join a transaction for the method. */
  private static Optional<String> transaction(Class<?> type, Method method) {
    Transactional declared = annotation(type, method, Transactional.class);
    if (declared != null) {
      return switch (declared.value()) {
        case NOT_SUPPORTED, NEVER -> Optional.empty();
        default -> Optional.of("@Transactional " + declared.value());
      };
    }
    if (!isSessionBean(type) || isBeanManaged(type)) {
      return Optional.empty();
    }
    TransactionAttribute attribute = annotation(type, method, TransactionAttribute.class);
    TransactionAttributeType value =
        attribute == null ? TransactionAttributeType.REQUIRED : attribute.value();
    return value == TransactionAttributeType.NOT_SUPPORTED
            || value == TransactionAttributeType.NEVER
        ? Optional.empty()
        : Optional.of("@TransactionAttribute " + value);
  }

  private static <A extends java.lang.annotation.Annotation> @Nullable A annotation(
      Class<?> type, Method method, Class<A> annotation) {
    A onMethod = method.getAnnotation(annotation);
    return onMethod != null ? onMethod : type.getAnnotation(annotation);
  }

  private static boolean isSessionBean(Class<?> type) {
    return type.isAnnotationPresent(Stateless.class)
        || type.isAnnotationPresent(Singleton.class)
        || type.isAnnotationPresent(Stateful.class);
  }

  private static boolean isBeanManaged(Class<?> type) {
    TransactionManagement management = type.getAnnotation(TransactionManagement.class);
    return management != null && management.value() == TransactionManagementType.BEAN;
  }
}
