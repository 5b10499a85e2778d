/**
 * Figures of operations over any range of time. May use {@code database} and {@code transaction}.
 */
@NullMarked
package io.domainflow.metrics.statistics;

import org.jspecify.annotations.NullMarked;
