package io.domainflow.transaction.compensation;

import io.domainflow.database.Database;
import io.domainflow.database.Row;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of debts; each method is a short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CompensationDebts {

  /** A debt that is being paid is left alone by everyone else for so long. */
  private static final Duration CLAIM = Duration.ofMinutes(1);

  private static final String INSERT =
      """
      INSERT INTO compensation_debts
             (operation, campaign_id, handler, payload, transaction_id, server_life, error,
              created_at, not_before)
      VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp(),
              clock_timestamp() + ? * interval '1 millisecond')
      """;

  private static final String TAKE =
      """
      UPDATE compensation_debts
         SET attempts = attempts + 1,
             not_before = clock_timestamp() + ? * interval '1 millisecond'
       WHERE id = (SELECT id FROM compensation_debts WHERE not_before <= clock_timestamp()
                    ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, handler, payload, transaction_id, server_life, attempts
      """;

  private static final String POSTPONE =
      """
      UPDATE compensation_debts
         SET error = ?, not_before = clock_timestamp() + ? * interval '1 millisecond'
       WHERE id = ?
      """;

  private static final String COUNT_LIMITS =
      """
      SELECT set_config('lock_timeout', '1s', true) IS NULL,
             set_config('statement_timeout', '5s', true) IS NULL
      """;

  @Inject Database database;

  @Inject CompensationHandlers handlers;

  /** A debt that this node has taken in order to pay it. */
  record Taken(long id, Compensation compensation, Optional<Doubt> doubt, long attempts) {}

  /** The same without a container: each statement is a transaction of its own. */
  @SuppressWarnings("UnnecessaryAssignment") // This one is made by hand.
  static CompensationDebts over(Database database) {
    CompensationDebts debts = new CompensationDebts();
    debts.database = database;
    return debts;
  }

  /** Stores a debt, due after {@code delay}. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void store(Debt debt, Duration delay) {
    Doubt doubt = debt.doubt();
    database.update(
        INSERT,
        debt.operation(),
        debt.campaign(),
        debt.compensation().handler(),
        debt.compensation().payload(),
        doubt == null ? null : doubt.transactionId(),
        doubt == null ? null : doubt.serverLife(),
        debt.error(),
        delay.toMillis());
  }

  /** Takes the debt that is due for the longest time. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public Optional<Taken> take() {
    return database.first(TAKE, CompensationDebts::taken, CLAIM.toMillis());
  }

  /**
   * Carries a compensation out; if the debt is stored, it is gone together with that. Attribute
   * REQUIRES_NEW.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void pay(Taken debt) {
    handlers.carryOut(debt.compensation());
    forget(debt);
  }

  /** Carries out a compensation that never became a debt. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void carryOut(Compensation compensation) {
    handlers.carryOut(compensation);
  }

  /** Drops a debt that is none: its operation was committed. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void drop(Taken debt) {
    forget(debt);
  }

  /** Puts off a debt that could not be paid. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void postpone(Taken debt, String error, Duration delay) {
    database.update(POSTPONE, error, delay.toMillis(), debt.id());
  }

  /** How many debts are stored. Waits for nobody for long. Attribute REQUIRES_NEW. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public long count() {
    database.query(COUNT_LIMITS, row -> true);
    return database
        .first("SELECT count(*) AS debts FROM compensation_debts", row -> row.number("debts"))
        .orElseThrow();
  }

  private void forget(Taken debt) {
    database.update("DELETE FROM compensation_debts WHERE id = ?", debt.id());
  }

  private static Taken taken(Row row) throws SQLException {
    return new Taken(
        row.number("id"),
        new Compensation(row.text("handler"), row.text("payload")),
        Optional.ofNullable(doubt(row)),
        row.number("attempts"));
  }

  private static @Nullable Doubt doubt(Row row) throws SQLException {
    String transactionId = row.textOrNull("transaction_id");
    return transactionId == null ? null : new Doubt(transactionId, row.text("server_life"));
  }
}
