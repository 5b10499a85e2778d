package io.domainflow.idempotency;

import static io.domainflow.transaction.TransactionOperation.required;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.transaction.attempt.TransactionBatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has work done once for each key. The key, the work and the answer are one transaction: there is
 * no key without its work, and no work whose answer is lost. Thread-safe.
 */
@ApplicationScoped
public class Idempotency {

  /**
   * Takes the key if it is free or has expired. A request with the same key that is under way holds
   * the row: this waits until it is committed, and then the key is taken, or until it is rolled
   * back, and then it is free.
   */
  private static final String CLAIM =
      """
      INSERT INTO idempotency_keys AS known
             (operation, actor, idempotency_key, fingerprint, created_at, expires_at)
      SELECT ?, ?, ?, ?, at, at + ? * interval '1 hour' FROM (SELECT clock_timestamp() AS at) now
      ON CONFLICT (operation, actor, idempotency_key) DO UPDATE
         SET fingerprint = EXCLUDED.fingerprint, created_at = EXCLUDED.created_at,
             expires_at = EXCLUDED.expires_at, status = NULL, location = NULL, tag = NULL,
             body = NULL
       WHERE known.expires_at <= EXCLUDED.created_at
      RETURNING true
      """;

  private static final String RECALL =
      """
      SELECT fingerprint, status, location, tag, body FROM idempotency_keys
       WHERE operation = ? AND actor = ? AND idempotency_key = ?
      """;

  private static final String KEEP =
      """
      UPDATE idempotency_keys SET status = ?, location = ?, tag = ?, body = ?
       WHERE operation = ? AND actor = ? AND idempotency_key = ?
      """;

  @Inject TransactionBatch batch;

  @Inject Database database;

  @Inject Configuration configuration;

  private record Known(String fingerprint, StoredAnswer answer) {}

  /**
   * Does {@code work} if nobody has done it under this key, and otherwise gives the answer of then.
   * Called within an operation, as all that it does.
   *
   * @param work writes in the transaction of the operation, and makes the answer
   * @throws IdempotencyKeyReusedException if the key belongs to another request
   */
  public StoredAnswer once(IdempotencyKey key, Supplier<StoredAnswer> work) {
    AtomicReference<@Nullable StoredAnswer> earlier = new AtomicReference<>();
    batch.run(
        required(
            "claim_key",
            "Take the key, or find the answer",
            () -> earlier(key).ifPresent(earlier::set)));
    StoredAnswer answer = earlier.get();
    return answer == null ? first(key, work) : answer;
  }

  private StoredAnswer first(IdempotencyKey key, Supplier<StoredAnswer> work) {
    StoredAnswer answer = work.get();
    batch.run(required("keep_answer", "Keep the answer", () -> keep(key, answer)));
    return answer;
  }

  private Optional<StoredAnswer> earlier(IdempotencyKey key) {
    boolean isFree =
        database
            .first(
                CLAIM,
                row -> true,
                key.operation(),
                key.actor(),
                key.key(),
                key.fingerprint(),
                configuration.get(Settings.IDEMPOTENCY_HOURS))
            .isPresent();
    return isFree ? Optional.empty() : Optional.of(recall(key));
  }

  private StoredAnswer recall(IdempotencyKey key) {
    Known known =
        database
            .first(RECALL, Idempotency::known, key.operation(), key.actor(), key.key())
            .orElseThrow(() -> new IllegalStateException("a key that is taken is gone: " + key));
    if (!known.fingerprint().equals(key.fingerprint())) {
      throw new IdempotencyKeyReusedException(key);
    }
    return known.answer();
  }

  private static Known known(Row row) throws SQLException {
    return new Known(
        row.text("fingerprint"),
        new StoredAnswer(
            Math.toIntExact(row.number("status")),
            row.textOrNull("location"),
            row.textOrNull("tag"),
            row.text("body")));
  }

  private void keep(IdempotencyKey key, StoredAnswer answer) {
    database.write(
        KEEP,
        answer.status(),
        answer.location(),
        answer.tag(),
        answer.body(),
        key.operation(),
        key.actor(),
        key.key());
  }
}
