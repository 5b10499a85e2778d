package io.domainflow.transaction;

import io.domainflow.transaction.compensation.Compensation;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A step of an operation.
 *
 * @param name lower snake case, unique within its operation
 * @param description what it does, in words
 * @param required whether its failure fails the operation; an optional step is undone instead
 * @param action what it does, in the transaction of the operation
 * @param compensation undoes its effects outside PostgreSQL; null if it has none
 */
public record TransactionOperation(
    String name,
    String description,
    boolean required,
    Runnable action,
    @Nullable Compensation compensation) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  public TransactionOperation {
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(action, "action");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name must be lower_snake_case, not \"" + name + "\"");
    }
  }

  /** A step without which the operation fails, and everything of it is rolled back. */
  public static TransactionOperation required(String name, String description, Runnable action) {
    return new TransactionOperation(name, description, true, action, null);
  }

  /**
   * A step that the operation can do without. It runs behind a savepoint: when it throws, what it
   * wrote is undone, it is reported, and the rest goes on.
   *
   * <p>It works over {@link io.domainflow.database.Database} and does not call EJBs: an exception
   * that leaves an EJB, and any failure of JPA, marks the transaction for rollback, which no
   * savepoint can undo. The operation then fails, and says so. When it is undone, the persistence
   * context forgets all of its entities, also those that earlier steps have loaded: what is changed
   * in them afterwards is not stored.
   */
  public static TransactionOperation optional(String name, String description, Runnable action) {
    return new TransactionOperation(name, description, false, action, null);
  }

  /**
   * The same step with a compensation for what PostgreSQL cannot roll back. It is carried out if
   * the step has run and the operation is finally not committed.
   */
  public TransactionOperation compensatedBy(Compensation undo) {
    return new TransactionOperation(name, description, required, action, undo);
  }
}
