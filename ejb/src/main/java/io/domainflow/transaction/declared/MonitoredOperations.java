package io.domainflow.transaction.declared;

import io.domainflow.transaction.MonitoredTransaction;
import io.domainflow.transaction.TransactionOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The options that the methods of the application are annotated with, each read once. */
@ApplicationScoped
public class MonitoredOperations {

  private final Map<Method, TransactionOptions> options = new ConcurrentHashMap<>();

  /** The options of a method that carries {@link MonitoredTransaction}. */
  TransactionOptions optionsOf(Method method) {
    return options.computeIfAbsent(
        method, annotated -> of(annotated.getAnnotation(MonitoredTransaction.class)));
  }

  /**
   * The options that an annotation says.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  public static TransactionOptions of(MonitoredTransaction annotation) {
    return new TransactionOptions(
        annotation.operation(),
        null,
        Duration.ofMillis(annotation.timeoutMillis()),
        annotation.isolation(),
        annotation.readOnly(),
        annotation.maxRetries(),
        Duration.ofMillis(annotation.retryDelayMillis()));
  }
}
