/**
 * How this node works: the threads that claim batches, perform them and record what is finished,
 * the node's lease, and what is done about failures. May use execution, transaction and config.
 */
@NullMarked
package io.domainflow.execution.running;

import org.jspecify.annotations.NullMarked;
