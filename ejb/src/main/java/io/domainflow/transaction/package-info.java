/**
 * The transaction kit. Its one promise: an operation reports success if, and only if, PostgreSQL
 * committed it; whatever else happens, its caller learns what became of it, and so does the log.
 *
 * <h2>How to write an operation</h2>
 *
 * <p>An operation is a method of a bean without a transaction. Its body runs in one that the kit
 * begins, and again in a fresh one when it lost a conflict:
 *
 * <pre>{@code
 * @Stateless
 * @TransactionAttribute(NOT_SUPPORTED)
 * public class Orders {
 *   @Inject TransactionBatch batch;
 *
 *   @MonitoredTransaction(operation = "place_order")
 *   @TransactionAttribute(NOT_SUPPORTED)
 *   public void place(@Concerns CampaignId campaign, Order order) {
 *     batch.run(
 *         required("store_order", "Store the order", () -> ledger.insert(order)),
 *         required("take_stock", "Take it from the stock", () -> stock.take(order)),
 *         optional("note_taste", "Remember what was liked", () -> taste.note(order)));
 *   }
 * }
 * }</pre>
 *
 * <p>Required steps are methods of MANDATORY beans. What one of them throws fails the attempt.
 * Nothing that the body does in memory may outlive an attempt, for it may be run again, and it uses
 * the database in its own transaction alone: neither ends that nor sends anything beside it. Code
 * that has no bean of its own calls {@link io.domainflow.transaction.attempt.Transactions#execute},
 * which is the same engine: the annotation is only translated into its options.
 *
 * <h2>What the caller gets</h2>
 *
 * <ul>
 *   <li>The method's result: it is committed.
 *   <li>What the work threw (an exception of the domain, another unchecked exception, an error):
 *       nothing is stored.
 *   <li>One of the exceptions of {@link io.domainflow.transaction.failure.TransactionFailure}:
 *       conflicts that were lost too often, no database, no time, a refusal of PostgreSQL, a
 *       rollback that nobody announced. Nothing is stored, and the message names the operation, the
 *       step, the SQLSTATE and the number of attempts.
 *   <li>{@link io.domainflow.transaction.failure.TransactionFailure.InDoubt}: the connection broke
 *       during COMMIT and PostgreSQL could not be asked in time. The only case that is left open,
 *       and it says so.
 * </ul>
 *
 * <h2>How it keeps the promise</h2>
 *
 * <p>{@link io.domainflow.transaction.attempt.Transactions} runs attempts through {@link
 * io.domainflow.transaction.attempt.TransactionBoundary}. The connection tells each {@code Attempt}
 * what PostgreSQL answered to COMMIT (see {@link io.domainflow.database.TransactionTracker}); if
 * the answer was lost, {@code CommitCertainty} asks for it. {@link
 * io.domainflow.transaction.failure.Failure} tells by SQLSTATE what is retried: 40001, 40P01,
 * 55P03, and connections lost before COMMIT. The deadline is told to PostgreSQL with the first
 * statement of each attempt, so that it really ends what is late; what it cannot end, {@code
 * TransactionWatch} cuts off soon afterwards.
 *
 * <h2>Where it is</h2>
 *
 * <p>Here is what an operation is written with, and what is told of it. Below it: {@code declared}
 * checks the annotations and translates them, {@code attempt} runs operations, {@code failure} says
 * why they fail, {@code compensation} keeps what is owed. They depend on each other one way: {@code
 * declared}, {@code attempt}, this package, then {@code failure} and {@code compensation}.
 *
 * <h2>What it needs</h2>
 *
 * <p>A connection pool over {@link io.domainflow.database.TrackedDataSource}, and the table of
 * compensation debts. May use database; uses no feature. Finished operations are handed to {@link
 * io.domainflow.transaction.OperationListener}s, the only door outwards.
 */
@NullMarked
package io.domainflow.transaction;

import org.jspecify.annotations.NullMarked;
