/**
 * The benchmark {@code execution}: what the execution of batches costs by itself, with batches
 * whose work is nothing. It uses the dispatcher as it runs, and SQL.
 */
@NullMarked
package io.domainflow.execution.benchmark;

import org.jspecify.annotations.NullMarked;
