/**
 * Keeps the tables of monitoring in order: partitions, minutes and hours, what killed nodes have
 * left uncounted, and an end to what is too old. May use {@code metrics}, {@code
 * metrics.statistics}, {@code transaction}, {@code database} and {@code config}.
 */
@NullMarked
package io.domainflow.metrics.upkeep;

import org.jspecify.annotations.NullMarked;
