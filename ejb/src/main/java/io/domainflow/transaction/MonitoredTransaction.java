package io.domainflow.transaction;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method an operation: its body is run in a transaction of its own, again in a fresh one if
 * it lost a conflict, and the method returns if, and only if, PostgreSQL committed.
 *
 * <p>The bean itself has no transaction (NOT_SUPPORTED): an interceptor on a method that starts one
 * would sit inside it and never see the COMMIT. This is checked when the application starts.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface MonitoredTransaction {

  /** The operation's name: lower snake case, 1 to 255 characters. */
  @Nonbinding
  String operation() default "";

  /** The deadline for all attempts and waits, in milliseconds: 1 to 3,600,000. */
  @Nonbinding
  long timeoutMillis() default 30_000;

  /** The isolation level of each attempt. */
  @Nonbinding
  IsolationLevel isolation() default IsolationLevel.READ_COMMITTED;

  /** Whether PostgreSQL refuses to write. */
  @Nonbinding
  boolean readOnly() default false;

  /** How many attempts may follow the first: 0 to 100. */
  @Nonbinding
  int maxRetries() default TransactionOptions.DEFAULT_MAX_RETRIES;

  /** The base of the backoff in milliseconds: 0 to 60,000. */
  @Nonbinding
  long retryDelayMillis() default 100;
}
