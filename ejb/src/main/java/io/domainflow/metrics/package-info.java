/**
 * The record of every operation, committed or not: a row in {@code transaction_metrics}, histograms
 * that outlive the rows, figures on {@code /metrics}, and queries for all of them. May use {@code
 * transaction}, {@code database} and {@code config}. Nothing here can fail, slow or block what it
 * watches.
 *
 * <p>{@link OperationMetrics} is told of each finished operation. It counts in memory ({@link
 * OperationTallies}) and puts a row into a bounded queue ({@link MetricQueue}), which {@link
 * MetricFlusher} stores several times a second; each ten seconds it stores the histograms too.
 */
@NullMarked
package io.domainflow.metrics;

import org.jspecify.annotations.NullMarked;
