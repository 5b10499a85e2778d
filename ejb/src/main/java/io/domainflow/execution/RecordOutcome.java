package io.domainflow.execution;

/**
 * What became of an attempt to record batches.
 *
 * @param recorded how many batches are stored with their results
 * @param refused how many changed nothing because their claim was lost: another node has them, or
 *     their campaign was cancelled
 * @param missing how many positions of the recorded batches turned out not to exist
 */
public record RecordOutcome(int recorded, int refused, long missing) {}
