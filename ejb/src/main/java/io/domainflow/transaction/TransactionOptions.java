package io.domainflow.transaction;

import io.domainflow.CampaignId;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one operation is run. Ranges are checked here, and the component at fault is named.
 *
 * @param operation the name that logs, metrics and {@code pg_stat_activity} show: lower snake case,
 *     1 to 255 characters
 * @param campaign the campaign that it is about; null if there is none or it is not known yet
 * @param timeout the deadline for the operation as a whole, all attempts and the waits between
 *     them: 1 ms to 1 hour. PostgreSQL enforces it
 * @param isolation the isolation level of each attempt
 * @param readOnly whether PostgreSQL refuses to write
 * @param maxRetries how many attempts may follow the first, 0 to 100
 * @param retryDelay the base of the backoff: the longest wait before the second attempt, 0 to 1
 *     minute; it doubles with each attempt. No wait is longer than {@code Backoff.LONGEST}
 */
public record TransactionOptions(
    String operation,
    @Nullable CampaignId campaign,
    Duration timeout,
    IsolationLevel isolation,
    boolean readOnly,
    int maxRetries,
    Duration retryDelay) {

  /** Seed SI-001, step 1, DefaultCampaignTxOptions. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Seed SI-001, step 1, DefaultCampaignTxOptions. */
  public static final int DEFAULT_MAX_RETRIES = 3;

  /** Seed SI-001, step 1, DefaultCampaignTxOptions. */
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofMillis(100);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,254}");
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
  private static final Duration LONGEST_RETRY_DELAY = Duration.ofMinutes(1);
  private static final int MOST_RETRIES = 100;

  public TransactionOptions {
    Objects.requireNonNull(isolation, "isolation");
    if (!NAME.matcher(operation).matches()) {
      throw outOfRange(
          "operation", "lower_snake_case of 1 to 255 characters", '"' + operation + '"');
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw outOfRange("timeout", "1 ms to 1 hour", timeout);
    }
    if (maxRetries < 0 || maxRetries > MOST_RETRIES) {
      throw outOfRange("maxRetries", "0 to 100", maxRetries);
    }
    if (retryDelay.isNegative() || retryDelay.compareTo(LONGEST_RETRY_DELAY) > 0) {
      throw outOfRange("retryDelay", "0 to 1 minute", retryDelay);
    }
  }

  /** The defaults: 30 s, READ COMMITTED, reads and writes, 3 retries from 100 ms on. */
  public static TransactionOptions of(String operation) {
    return new TransactionOptions(
        operation,
        null,
        DEFAULT_TIMEOUT,
        IsolationLevel.READ_COMMITTED,
        false,
        DEFAULT_MAX_RETRIES,
        DEFAULT_RETRY_DELAY);
  }

  /** The same with another campaign. */
  public TransactionOptions withCampaign(@Nullable CampaignId campaign) {
    return new TransactionOptions(
        operation, campaign, timeout, isolation, readOnly, maxRetries, retryDelay);
  }

  /** The same with another deadline. */
  public TransactionOptions withTimeout(Duration timeout) {
    return new TransactionOptions(
        operation, campaign, timeout, isolation, readOnly, maxRetries, retryDelay);
  }

  /** The same with another isolation level. */
  public TransactionOptions withIsolation(IsolationLevel isolation) {
    return new TransactionOptions(
        operation, campaign, timeout, isolation, readOnly, maxRetries, retryDelay);
  }

  /** The same, for reading alone. */
  public TransactionOptions withReadOnly() {
    return new TransactionOptions(
        operation, campaign, timeout, isolation, true, maxRetries, retryDelay);
  }

  /** The same with other retries. */
  public TransactionOptions withRetries(int maxRetries, Duration retryDelay) {
    return new TransactionOptions(
        operation, campaign, timeout, isolation, readOnly, maxRetries, retryDelay);
  }

  private static IllegalArgumentException outOfRange(String option, String range, Object value) {
    return new IllegalArgumentException(option + " must be " + range + ", not " + value);
  }
}
