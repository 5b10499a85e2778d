/**
 * How this node works: the threads that claim batches, perform them and record what is finished,
 * the node's lease, and what is done about failures. May use {@code execution} and {@code config}.
 */
@NullMarked
package io.domainflow.execution.running;

import org.jspecify.annotations.NullMarked;
