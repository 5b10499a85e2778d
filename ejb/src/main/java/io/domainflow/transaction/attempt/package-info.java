/**
 * Runs operations: attempt after attempt, step by step, to an end that is known, and looks after
 * those that run. May use {@code transaction}, {@code transaction.failure}, {@code
 * transaction.compensation} and {@code database}.
 */
@NullMarked
package io.domainflow.transaction.attempt;

import org.jspecify.annotations.NullMarked;
